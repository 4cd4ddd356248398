using System.CommandLine;
using System.CommandLine.Parsing;
using MaskML.Cli.Configuration;

namespace MaskML.Cli.Terminal;

/// <summary>Options that the commands share, and the checks that the parser leaves out.</summary>
public sealed class CommandOptions
{
    /// <summary>The configuration file.</summary>
    public Option<string?> Config { get; } = Text("--config", "F", "Configuration file; by default the nearest mlconfig.json, here or in a folder above.");

    /// <summary>Single values of the configuration.</summary>
    public Option<string[]> Set { get; } = new("--set")
    {
        HelpName = "key.path=value",
        Description = "A value of the configuration, such as predict.uncertainBelow=0.9. May be given several times.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds both to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(Config);
        command.Add(Set);
    }

    /// <summary>Loads the configuration that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="console">Has the environment.</param>
    /// <param name="options">Values of options that stand for a key each; those that are null were not given. They go over <c>--set</c>.</param>
    public LoadedConfig Load(ParseResult parsed, CommandConsole console, params (string Key, string? Value)[] options)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(console);
        IEnumerable<string> given = options.Where(o => o.Value is not null).Select(o => $"{o.Key}={o.Value}");
        return ConfigLoader.Load(parsed.GetValue(Config), console.Environment, [.. parsed.GetRequiredValue(Set), .. given]);
    }

    /// <summary>An option with one text.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="value">What its value is called in the help.</param>
    /// <param name="description">What it does.</param>
    public static Option<string?> Text(string name, string value, string description)
    {
        var option = new Option<string?>(name) { HelpName = value, Description = description };
        option.Validators.Add(result => RejectOptions(result, $"Found {{0}} as the value of {name}, expected {value}."));
        return option;
    }

    /// <summary>An argument with one or more paths.</summary>
    /// <param name="name">What it is called in the help.</param>
    /// <param name="description">What it is.</param>
    public static Argument<string[]> Paths(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result => RejectOptions(result, "Unknown option {0}. A file of that name is written ./{0}."));
        return argument;
    }

    // The parser takes an option that it does not know for a value. A single dash is standard output.
    private static void RejectOptions(SymbolResult result, string message)
    {
        foreach (Token token in result.Tokens.Where(t => t.Value.Length > 1 && t.Value[0] == '-'))
        {
            result.AddError(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, token.Value));
        }
    }
}
