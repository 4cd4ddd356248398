using System.CommandLine;
using System.Diagnostics;
using MaskML.Cli.Commands;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Nothing that a user names is overwritten, whatever command writes and whatever link leads there.</summary>
public sealed class OverwriteTests : IDisposable
{
    private readonly TrainingFolder folder = new(6);
    private readonly string photo;
    private readonly string old;
    private readonly string @new;
    private readonly string annotations;

    public OverwriteTests()
    {
        photo = Path.Combine(folder.Data, "with_mask", "000.png");
        using var model = new TinyModel();
        File.Copy(model.Path, folder.Place("live.zip"));
        old = MadeRun.Write(folder.Runs, MadeRun.Answers(20, wrongEvery: 5));
        @new = MadeRun.Write(folder.Runs, MadeRun.Answers(20, wrongEvery: 4));
        annotations = folder.Place("annotations.json");
        File.WriteAllText(annotations, """[{"photo":"000.png","width":64,"height":64,"faces":[]}]""");
    }

    /// <summary>Every option that writes a file: the command, the option, and the input that it must not replace.</summary>
    public static TheoryData<string, string, string> Outputs => new()
    {
        { "predict", "--json", "photo" },
        { "predict", "--json", "model" },
        { "predict", "--json", "configuration" },
        { "predict evaluate", "--json", "annotations" },
        { "predict evaluate", "--json", "photo" },
        { "evaluate", "--json", "photo" },
        { "evaluate", "--json", "model" },
        { "evaluate", "--predictions", "photo" },
        { "audit", "--json", "photo" },
        { "audit", "--html", "photo" },
        { "audit", "--write-clean", "list" },
        { "compare", "--markdown", "metrics" },
        { "compare", "--html", "predictions" },
        { "compare", "--json", "metrics" },
        { "runs list", "--json", "metrics" },
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_option_that_writes_a_file_is_tried_here()
    {
        IEnumerable<(string, string)> writing =
            Commands(RootCommands.Create(new CommandLine().Console()), "")
                .SelectMany(command => command.Command.Options, (command, option) => (command.Name, Option: option))
                .Where(one => one.Option.Description?.StartsWith("Writes ", StringComparison.Ordinal) == true)
                .Select(one => (one.Name, one.Option.Name))
                .Where(one => one != ("predict", "--out"));
        Assert.Equal(
            Outputs.Select(row => (row.Data.Item1, row.Data.Item2)).Distinct().Order(), writing.Order());
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task Output_that_is_an_input_is_refused_through_every_link(string command, string option, string input)
    {
        string file = Input(input);
        byte[] content = File.ReadAllBytes(file);
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
        File.CreateSymbolicLink(folder.Place("soft"), file);
        Directory.CreateSymbolicLink(folder.Place("folder"), Path.GetDirectoryName(file)!);
        Start("ln", file, folder.Place("hard"));
        foreach (string output in new[]
        {
            file, relative, folder.Place("soft"), folder.Place("hard"), Path.Combine(folder.Path, "folder", Path.GetFileName(file)),
        })
        {
            CommandLine line = await RunAsync(command, option, output);
            Assert.True(line.ExitCode == ExitCodes.Usage, output + line.Error + line.Output);
            Assert.Contains($"{option} {output}: this command reads that file", line.Error, StringComparison.Ordinal);
            Assert.Equal(content, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public async Task Earlier_output_beside_the_inputs_may_be_replaced()
    {
        string output = Path.Combine(folder.Data, "figures.json");
        File.WriteAllText(output, "of yesterday");
        Assert.Equal(ExitCodes.Done, (await RunAsync("evaluate", "--json", output)).ExitCode);
        Assert.StartsWith("{", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("data/with_mask")]
    public async Task Annotated_pictures_never_replace_their_photos(string output)
    {
        byte[] content = File.ReadAllBytes(photo);
        Directory.CreateSymbolicLink(folder.Place("link"), Path.GetDirectoryName(photo)!);
        CommandLine line = await CommandLine.RunAsync(
            Path.GetDirectoryName(photo)!, "--config", folder.Config, "--detector", "none", "--out", folder.Place(output));
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("would overwrite it", line.Error, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(photo));
    }

    [Fact]
    public async Task Annotated_video_never_replaces_its_video()
    {
        string clip = Clip.Noise(folder.Place("clips/c.mp4"), Enumerable.Repeat(200, 3));
        byte[] content = File.ReadAllBytes(clip);
        foreach (string[] args in new[] { new[] { "--out", folder.Place("clips") }, ["--json", clip] })
        {
            CommandLine line = await CommandLine.RunAsync([clip, "--config", folder.Config, "--detector", "none", .. args]);
            Assert.Equal(ExitCodes.Usage, line.ExitCode);
            Assert.Equal(content, File.ReadAllBytes(clip));
        }
    }

    [Fact]
    public async Task Two_outputs_are_never_one_file()
    {
        CommandLine line = await RunAsync("audit", "--json", folder.Place("out"), "--html", folder.Place("x/../out"));
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("two outputs", line.Error, StringComparison.Ordinal);
        line = await CommandLine.RunAsync(
            photo, "--config", folder.Config, "--detector", "none", "--out", folder.Place("out"), "--json", folder.Place("out/000.png"));
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
    }

    [Fact]
    public async Task Pipe_device_or_folder_is_no_output()
    {
        Assert.Contains("found a folder", (await RunAsync("evaluate", "--json", folder.Data)).Error, StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells pipes and devices from files.");
        Assert.True(FileIdentity.Of("/dev/null").IsSpecial);
        string pipe = folder.Place("pipe");
        Start("mkfifo", pipe);
        CommandLine line = await RunAsync("evaluate", "--json", pipe);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("found a device or a pipe", line.Error, StringComparison.Ordinal);
        Assert.True(FileIdentity.Of(pipe).IsSpecial);
    }

    [Fact]
    public async Task Synth_replaces_no_picture_and_repeats_its_own()
    {
        string[] args = ["synth", folder.Place("drawn"), "--count", "4", "--scenes", "1", "--seed", "5"];
        Assert.Equal(ExitCodes.Done, (await CommandLine.TrainAsync(args)).ExitCode);
        Assert.Equal(ExitCodes.Done, (await CommandLine.TrainAsync(args)).ExitCode);
        string mine = folder.Place("drawn/with_mask/00000.jpg");
        File.WriteAllText(mine, "my photo");
        CommandLine line = await CommandLine.TrainAsync(args);
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("synth replaces nothing", line.Error, StringComparison.Ordinal);
        Assert.Equal("my photo", File.ReadAllText(mine));
    }

    [Fact]
    public async Task Promotion_never_replaces_the_zip_of_a_run()
    {
        byte[] content = File.ReadAllBytes(Path.Combine(old, "model.zip"));
        CommandLine line = await CommandLine.TrainAsync(
            "promote", @new, "--force", "--config", folder.Config, "--set", $"model={Path.Combine(old, "model.zip")}");
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("a run's own zip", line.Error, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(old, "model.zip")));
    }

    [Fact]
    public async Task Index_of_somebody_else_is_left_alone()
    {
        string index = Path.Combine(folder.Runs, "index.csv");
        File.WriteAllText(index, "photo,label\na.jpg,with_mask\n");
        CommandLine line = await folder.TrainAsync();
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("not the index of runs", line.Error, StringComparison.Ordinal);
        Assert.StartsWith("photo,label", File.ReadAllText(index), StringComparison.Ordinal);
    }

    private Task<CommandLine> RunAsync(string command, params string[] args)
    {
        string list = folder.Place("list.txt");
        string[] all = command switch
        {
            "predict" => [photo, "--detector", "none"],
            "predict evaluate" => ["evaluate", Path.GetDirectoryName(photo)!, annotations, "--detector", "none"],
            "evaluate" => ["evaluate", folder.Place("live.zip"), folder.Data],
            "audit" => ["audit", folder.Data, "--exclude", list],
            "compare" => ["compare", old, @new],
            _ => command.Split(' '),
        };
        File.WriteAllText(list, "with_mask/001.png\n");
        all = [.. all, "--config", folder.Config, .. args];
        return command.StartsWith("predict", StringComparison.Ordinal) ? CommandLine.RunAsync(all) : CommandLine.TrainAsync(all);
    }

    private string Input(string name)
    {
        File.WriteAllText(folder.Place("list.txt"), "with_mask/001.png\n");
        return name switch
        {
            "photo" => photo,
            "model" => folder.Place("live.zip"),
            "configuration" => folder.Config,
            "annotations" => annotations,
            "list" => folder.Place("list.txt"),
            "metrics" => Path.Combine(@new, "metrics.json"),
            _ => Path.Combine(@new, "predictions.csv"),
        };
    }

    private static void Start(string program, params string[] args)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no ln and mkfifo.");
        using Process process = Process.Start(program, args);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static IEnumerable<(string Name, Command Command)> Commands(Command command, string name) => command.Subcommands
        .Where(inner => inner.Name != "training")
        .SelectMany(inner => Commands(inner, name.Length == 0 ? inner.Name : $"{name} {inner.Name}"))
        .Append((name, command));
}
