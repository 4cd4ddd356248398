using System.Diagnostics;
using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Tests of interrupting <c>predict</c> while it analyses a video.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class PredictVideoProcessTests : IDisposable
{
    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Interrupted_stream_keeps_its_video_and_lines_and_returns_130()
    {
        TrainProcess.SkipWithoutInterrupts();
        using CameraServer server = CameraServer.Motion(20, 100000);
        using Process process = Start(
            server.Url, "--gate", "--set", "gate.frames=5", "--out", folder.File("annotated"), "--json", folder.File("cam.jsonl"));
        Assert.Contains("without_mask", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        TrainProcess.Signal(process, "INT");
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.EndsWith("stopped\n", error, StringComparison.Ordinal);
        Assert.Contains("1 person: 1 without_mask", output, StringComparison.Ordinal);
        Assert.NotEmpty(Clip.Read(Assert.Single(Directory.GetFileSystemEntries(folder.File("annotated")))));
        Assert.True(JsonDocument.Parse(File.ReadLines(folder.File("cam.jsonl")).Last()).RootElement.TryGetProperty("summary", out _));
    }

    [Fact]
    public async Task Interrupted_recording_leaves_no_partial_files()
    {
        TrainProcess.SkipWithoutInterrupts();
        string clip = Clip.Still(folder.File("clip.avi"), 1500, 40, 160);
        using Process process = Start(clip, "--gate", "--out", folder.File("annotated"), "--json", folder.File("json/clip.jsonl"));
        Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        TrainProcess.Signal(process, "INT");
        Assert.Equal(ExitCodes.Cancelled, TrainProcess.Finish(process).ExitCode);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.File("annotated")), file => file.EndsWith(".mp4", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.File("json")), file => file.EndsWith(".jsonl", StringComparison.Ordinal));
    }

    private Process Start(params string[] args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, "predict", .. args, "--model", folder.Model, "--detector", "none"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
