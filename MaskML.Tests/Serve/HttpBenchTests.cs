using System.Diagnostics;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve;

public sealed class HttpBenchTests
{
    [Fact]
    public void It_measures_load_and_memory_and_sends_malformed_requests()
    {
        using var model = new TinyModel();
        using var folder = new TempFolder();
        using Mat photo = TinyModel.Noise(200, 1, 100);
        Cv2.ImWrite(folder.File("a.jpg"), photo);
        File.WriteAllText(
            folder.File("annotations.json"),
            """[{"photo":"a.jpg","width":100,"height":100,"faces":[{"x":10,"y":10,"width":60,"height":60,"label":"with_mask"}]}]""");
        using Process process = TrainProcess.StartBench(
            Path.GetDirectoryName(folder.File("tmp/x"))!,
            "http", folder.Path, folder.File("annotations.json"), "--detector", "none", "--seconds", "0.2", "--requests", "50", "--fuzz", "40", "--set", $"model={model.Path}");
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.True(code == 0, error + output);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("1 photos of one face", lines[0], StringComparison.Ordinal);
        Assert.Matches("^none     in process [0-9.]+ photos/s, over HTTP [0-9.]+: [0-9.]+x$", lines[1]);
        Assert.Matches("^none     at 80 %: p50 .* x 200", lines[2]);
        Assert.EndsWith("; 0 failed", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("; 50 x 200", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("40 malformed requests: ", lines[5], StringComparison.Ordinal);
        Assert.EndsWith("; 0 without an answer; the service is alive", lines[5], StringComparison.Ordinal);
    }
}
