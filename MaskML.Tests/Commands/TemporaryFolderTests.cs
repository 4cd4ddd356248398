using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>A full temporary folder and a missing home are called what they are.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class TemporaryFolderTests : IDisposable
{
    private readonly TrainingFolder folder = new(8);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("evaluate")]
    [InlineData("train")]
    public void Full_temporary_folder_is_named(string command)
    {
        // The fixture's ONNX bytes do not fit into one page of memory.
        using var model = new TinyModel();
        string temp = Directory.CreateDirectory(folder.Place("temp")).FullName;
        string[] args = command == "train" ? ["train"] : ["evaluate", model.Path, folder.Data];
        using Process process = TrainProcess.StartWithFullDisk(temp, temp, 4, [.. args, "--config", folder.Config]);
        (int code, _, string error) = TrainProcess.Finish(process);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"error: {temp}/maskml-", error, StringComparison.Ordinal);
        Assert.Contains("the temporary folder cannot be written: No space left on device", error, StringComparison.Ordinal);
        Assert.Empty(folder.RunFolders);
    }

    [Fact]
    public void Cache_of_a_user_without_a_home_is_in_the_temporary_folder_and_this_is_said()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no HOME.");
        File.WriteAllText(folder.Config, File.ReadAllText(folder.Config).Replace("\"directory\": \"cache\"", "", StringComparison.Ordinal));
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        string temp = Directory.CreateDirectory(folder.Place("temp")).FullName;
        string work = Directory.CreateDirectory(folder.Place("work")).FullName;
        var start = new ProcessStartInfo("dotnet", [program, "train", "--config", folder.Config, "--set", "report.learningCurve=false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = work,
        };
        (start.Environment["HOME"], start.Environment["TMPDIR"]) = (Path.Combine(folder.Path, "none"), temp);
        start.Environment.Remove("XDG_CACHE_HOME");
        using Process process = Process.Start(start)!;
        (int code, _, string error) = TrainProcess.Finish(process);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("warning: the user has no home folder, so that the cache is " + temp, error, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetDirectories(temp, "features", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFileSystemEntries(work));
    }
}
