using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Copies are no evidence: neither a folder given twice, nor files copied, nor one picture under two labels.</summary>
public sealed class CopiesCommandTests : IDisposable
{
    private readonly TrainingFolder folder = new(20);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Folder_given_twice_is_refused_whatever_its_path()
    {
        Directory.CreateSymbolicLink(folder.Place("link"), folder.Data);
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.Data);
        foreach (string again in new[] { folder.Data, folder.Data + "/", folder.Place("link"), relative, folder.Place("data/../data") })
        {
            CommandLine line = await folder.TrainAsync("--data", folder.Data, "--data", again);
            Assert.Equal(ExitCodes.Usage, line.ExitCode);
            Assert.Contains("twice", line.Error, StringComparison.Ordinal);
            Assert.Empty(folder.RunFolders);
        }
    }

    [Fact]
    public async Task Copied_files_do_not_narrow_the_interval_and_both_numbers_are_reported()
    {
        foreach (string image in Directory.GetFiles(folder.Data, "*.png", SearchOption.AllDirectories))
        {
            for (int i = 1; i < 10; i++)
            {
                File.Copy(image, Path.ChangeExtension(image, $"{i}.png"));
            }
        }

        CommandLine line = await folder.TrainAsync("--set", "report.learningCurve=false");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("60 images, 6 without copies", line.Output, StringComparison.Ordinal);
        JsonElement test = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Assert.Single(folder.RunFolders), "metrics.json")))
            .RootElement.GetProperty("test");
        Assert.Equal((60, 6), (test.GetProperty("count").GetInt32(), test.GetProperty("distinct").GetInt32()));
        double right = 6 * test.GetProperty("accuracy").GetDouble();
        Assert.Equal(WilsonInterval.Of(right, 6)[0], test.GetProperty("interval95").GetProperty("accuracy")[0].GetDouble(), 1e-6);

        line = await CommandLine.TrainAsync(
            "evaluate", Path.Combine(folder.RunFolders[0], "model.zip"), folder.Data, "--config", folder.Config);
        Assert.Contains("400 images, 40 without copies", line.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_under_two_labels_are_told_in_words_of_the_data()
    {
        string both = Path.Combine(folder.Data, "without_mask", "twin.png");
        File.Copy(Path.Combine(folder.Data, "with_mask", "000.png"), both);
        CommandLine line = await folder.TrainAsync("--set", "report.learningCurve=false");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains(
            "warning: 1 pictures are there under several labels, of which one at most is right: "
            + "with_mask/000.png = without_mask/twin.png",
            line.Error,
            StringComparison.Ordinal);

        Directory.Delete(Path.GetDirectoryName(both)!, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(both)!);
        foreach (string image in Directory.GetFiles(Path.Combine(folder.Data, "with_mask")))
        {
            File.Copy(image, Path.Combine(folder.Data, "without_mask", Path.GetFileName(image)));
        }

        line = await folder.TrainAsync();
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("Every picture to train on is there under several labels", line.Error, StringComparison.Ordinal);
        Assert.Contains("with_mask/000.png = without_mask/000.png", line.Error, StringComparison.Ordinal);
    }
}
