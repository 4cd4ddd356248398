using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Features;

public sealed class VariedImagesTests : IDisposable
{
    private readonly TrainingFolder folder = new(5);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Varied_images_are_all_different_and_the_same_for_the_same_seed()
    {
        byte[][] first = await VaryAsync("first", 35);
        Assert.Equal(35, first.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(first, await VaryAsync("again", 35));
        Assert.NotEqual(first, await VaryAsync("other", 35, "--seed", "2"));
        Assert.Equal(4, (await VaryAsync("few", 4)).Length);
    }

    [Fact]
    public async Task Varied_images_keep_their_labels()
    {
        await VaryAsync("many", 20);
        Assert.All(TrainingFolder.TwoLabels, label =>
            Assert.Equal(10, Directory.GetFiles(folder.Place($"many/{label}"), "*.jpg", SearchOption.AllDirectories).Length));
    }

    [Fact]
    public async Task Folder_without_labels_cannot_be_varied()
    {
        Directory.CreateDirectory(folder.Place("empty"));
        CommandLine line = await CommandLine.TrainAsync("synth", folder.Place("out"), "--from", folder.Place("empty"));
        Assert.Equal(ExitCodes.Input, line.ExitCode);
    }

    private async Task<byte[][]> VaryAsync(string name, int count, params string[] more)
    {
        CommandLine line = await CommandLine.TrainAsync(
            ["synth", folder.Place(name), "--from", folder.Data, "--count", $"{count}", .. more]);
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        return [.. Directory.GetFiles(folder.Place(name), "*.jpg", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }
}
