using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Closed and full standard streams, and what reaches the terminal.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class StreamTests : IDisposable
{
    private readonly TrainingFolder folder = new(8);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("2>&-")]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("2>/dev/full")]
    [InlineData("<&- >&- 2>&-")]
    public void Run_is_published_when_a_standard_stream_is_closed_or_full(string redirection)
    {
        (int code, _, string error) = Run(redirection, "train", "--config", folder.Config, "--set", "report.learningCurve=false");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.True(File.Exists(Path.Combine(Assert.Single(folder.RunFolders), "metrics.json")));
        Assert.Equal(
            redirection.StartsWith('>') ? 1 : 0,
            error.Split('\n').Count(line => line.StartsWith("error: standard output cannot be written: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("<&- >&-")]
    public void Prediction_without_standard_output_ends_with_one_message(string redirection)
    {
        using var model = new TinyModel();
        (int code, _, string error) = Run(
            redirection, "predict", Path.Combine(folder.Data, "with_mask", "000.png"), "--detector", "none", "--model", model.Path);
        Assert.Equal(ExitCodes.Usage, code);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: standard output cannot be written: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Terminal_receives_no_control_characters_of_a_file_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        using var model = new TinyModel();
        string photo = folder.Place("a\nb\u001b[31m\u009bc.png");
        File.Copy(Path.Combine(folder.Data, "with_mask", "000.png"), photo);
        string missing = folder.Place("no\u001b[2J\n.png");
        (int code, string output, string error) = Run("", "predict", photo, missing, "--detector", "none", "--model", model.Path);
        Assert.Equal(ExitCodes.Input, code);
        string line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(@"a\u000ab\u001b[31m\u009bc.png: 1 face", line, StringComparison.Ordinal);
        Assert.Contains(@"no\u001b[2J\u000a.png: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain(error + output, c => char.IsControl(c) && c is not ('\n' or '\r'));
    }

    private static (int ExitCode, string Output, string Error) Run(string redirection, params string[] args)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such redirections.");
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", "dotnet \"$0\" \"$@\" " + redirection, program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        return TrainProcess.Finish(process);
    }
}
