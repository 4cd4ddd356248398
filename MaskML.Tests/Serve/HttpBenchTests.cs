using System.Diagnostics;
using System.Text.RegularExpressions;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve;

[Collection(nameof(ProcessTestGroup))]
public sealed class HttpBenchTests
{
    [Fact]
    public void Http_benchmark_measures_load_and_memory()
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
            "http", folder.Path, folder.File("annotations.json"), "--detector", "none", "--seconds", "0.2",
            "--requests", "50", "--set", $"model={model.Path}");
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.True(code == 0, error + output);
        Assert.Matches("over HTTP, none +[0-9.,]+ \\([0-9.]+x\\)", output);
        Assert.Matches("over HTTP at 80 %, none: [0-9]+ x 200", output);
        Assert.True(Regex.IsMatch(output, "over HTTP at 300 %, none: .*; 0 failed"), output);
        Assert.Matches("none: .*after 10 requests .*; 50 x 200", output);
    }
}
