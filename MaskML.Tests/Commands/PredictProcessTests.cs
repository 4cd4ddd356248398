using System.Diagnostics;
using System.Globalization;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Tests of <c>predict</c> as a separate process.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class PredictProcessTests : IDisposable
{
    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Interrupted_prediction_returns_130_and_leaves_no_partial_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        Assert.SkipWhen(ModelPlaces.TryFind(HaarFaceDetector.FileName) is null, "OpenCV's cascades (opencv-data) are not here.");
        using Mat photo = TinyModel.Noise(120, 1, 700);
        for (int i = 0; i < 60; i++)
        {
            Cv2.ImWrite(folder.File(FormattableString.Invariant($"photos/{i:00}.jpg")), photo);
        }

        using Process process = Start(
            folder.File("photos"), "--model", folder.Model, "--detector", "haar",
            "--json", folder.File("json/p.jsonl"), "--out", folder.File("annotated"));
        Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Cancelled, process.ExitCode);
        Assert.EndsWith("stopped\n", error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.File("json")), file => Path.GetFileName(file) == "p.jsonl");
        Assert.All(Directory.EnumerateFiles(folder.File("annotated"), "*.jpg"), file =>
        {
            using Mat whole = Cv2.ImRead(file);
            Assert.Equal(photo.Size(), whole.Size());
        });
    }

    [Fact]
    public async Task Missing_arguments_are_named_and_return_2()
    {
        using Process process = Start();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Usage, process.ExitCode);
        Assert.Contains("PATH", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_leaves_no_temporary_files()
    {
        using Mat photo = TinyModel.Noise(200, 1, 50);
        Cv2.ImWrite(folder.File("a.png"), photo);
        using Process process = Start(folder.File("a.png"), "--model", folder.Model, "--detector", "none");
        Assert.StartsWith(folder.File("a.png"), await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Done, process.ExitCode);

        // The runtime creates files named clr- and dotnet- there.
        string[] left = [.. Directory.EnumerateFiles(folder.File("temporary"), "*", SearchOption.AllDirectories)];
        Assert.DoesNotContain(
            left,
            file => Path.GetRelativePath(folder.Path, file).Contains("maskml", StringComparison.Ordinal)
                || file.EndsWith("onnx", StringComparison.OrdinalIgnoreCase));
    }

    private Process Start(params string[] args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        var start =
            new ProcessStartInfo("dotnet", [program, "predict", .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(folder.File("temporary")).FullName;
        return Process.Start(start)!;
    }
}
