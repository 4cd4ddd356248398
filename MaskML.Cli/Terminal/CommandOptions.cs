using System.CommandLine.Parsing;

namespace MaskML.Cli.Terminal;

/// <summary>Options that all commands share, and checks that the parser does not make.</summary>
internal sealed class CommandOptions
{
    /// <summary>The configuration file.</summary>
    public Option<string?> Config { get; } = Text(
        "--config", "F", "Configuration file; by default the nearest mlconfig.json, here or in a folder above.");

    /// <summary>Single settings of the configuration.</summary>
    public Option<string[]> Set { get; } = new("--set")
    {
        HelpName = "key.path=value",
        Description = "A value of the configuration, such as predict.uncertainBelow=0.9. May be given several times.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds both to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Config);
        command.Add(Set);
    }

    /// <summary>Loads the configuration that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="console">Has the environment.</param>
    /// <param name="settings">Settings given by options of their own; null for options not given. They override <c>--set</c>.</param>
    public LoadedConfig Load(ParseResult parsed, CommandConsole console, params (Symbol Option, string Key, string? Value)[] settings) =>
        ConfigLoader.Load(
            parsed.GetValue(Config),
            console.Environment,
            parsed.GetRequiredValue(Set),
            [.. settings.Where(setting => setting.Value is not null)
                .Select(setting => (setting.Option.Name, $"{setting.Key}={setting.Value}"))]);

    /// <summary>Loads the configuration with settings that override <c>--set</c>.</summary>
    public LoadedConfig Load(ParseResult parsed, CommandConsole console, IEnumerable<(string Key, string? Value)> settings) =>
        Load(parsed, console, [.. settings.Select(setting => ((Symbol)Set, setting.Key, setting.Value))]);

    /// <summary>Creates an option with one text as its value.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="value">Name of its value in the help.</param>
    /// <param name="description">What it does.</param>
    public static Option<string?> Text(string name, string value, string description)
    {
        var option = new Option<string?>(name) { HelpName = value, Description = description };
        option.Validators.Add(result => RejectOptions(result, $"Found {{0}} as the value of {name}, expected {value}."));
        return option;
    }

    /// <summary>Creates an option with a whole number as its value.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="description">What it does.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    /// <param name="byDefault">Its value when it is not given; null where it must be given.</param>
    public static Option<int> Number(string name, string description, int least, int most, int? byDefault = null)
    {
        var option = new Option<int>(name) { HelpName = "N", Description = description, Required = byDefault is null };
        option.DefaultValueFactory = byDefault is { } value ? _ => value : null;
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(t => !(int.TryParse(t.Value, out int n) && n >= least && n <= most)))
            {
                result.AddError($"Found '{token.Value}' as the value of {name}, expected a whole number from {least} to {most}.");
            }
        });
        return option;
    }

    /// <summary>Creates an argument with one or more paths.</summary>
    /// <param name="name">Its name in the help.</param>
    /// <param name="description">What it is.</param>
    public static Argument<string[]> Paths(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result => RejectOptions(result, "Unknown option {0}. A file of that name is written ./{0}."));
        return argument;
    }

    // The parser takes an unknown option for a value. A single dash stands for standard output.
    private static void RejectOptions(SymbolResult result, string message)
    {
        foreach (Token token in result.Tokens.Where(t => t.Value.Length > 1 && t.Value[0] == '-'))
        {
            result.AddError(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, token.Value));
        }
    }
}
