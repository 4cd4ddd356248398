using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(SampleRun))]

namespace MaskML.Tests.Support;

/// <summary>One training on the committed sample with the default backbone, shared by many tests.</summary>
public sealed class SampleRun : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Lazy<Task<string>> run;

    public SampleRun() => run = new Lazy<Task<string>>(TrainAsync);

    /// <summary>The data.</summary>
    public static string Data => Path.Combine(RepositoryFolder.Root, "data", "sample");

    /// <summary>Path of the run folder.</summary>
    public Task<string> Folder => run.Value;

    public void Dispose() => folder.Dispose();

    private async Task<string> TrainAsync()
    {
        File.WriteAllText(folder.File("mlconfig.json"), """{ "runs": "runs", "cache": { "directory": "cache" } }""");
        CommandLine line = await CommandLine.TrainAsync("--config", folder.File("mlconfig.json"), "--data", Data);
        Assert.True(line.ExitCode == 0, line.Error);
        return Directory.GetDirectories(folder.File("runs")).Single();
    }
}
