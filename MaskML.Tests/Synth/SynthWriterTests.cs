using MaskML.Predict.Errors;
using MaskML.Synth;
using Xunit;

namespace MaskML.Tests.Synth;

public sealed class SynthWriterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("maskml-synth").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Half_of_the_crops_wear_a_mask()
    {
        SynthWriter.Write(folder, new SynthOptions(7, 5), new SilentProgress(), CancellationToken.None);

        Assert.Equal(4, Directory.GetFiles(Path.Combine(folder, "with_mask"), "*.jpg").Length);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder, "without_mask"), "*.jpg").Length);
    }

    [Fact]
    public void Crops_are_the_same_on_one_thread_and_on_all()
    {
        SynthWriter.Write(folder, new SynthOptions(6, 11), new SilentProgress(), CancellationToken.None);

        for (int index = 5; index >= 0; index--)
        {
            Assert.Equal(CropRenderer.Render(11, index), File.ReadAllBytes(Path.Combine(folder, SynthWriter.PathOf(index))));
        }
    }

    [Fact]
    public void Larger_set_begins_with_the_smaller_one_and_another_seed_gives_other_pictures()
    {
        Assert.Equal(CropRenderer.Render(3, 1), CropRenderer.Render(3, 1));
        Assert.NotEqual(CropRenderer.Render(3, 1), CropRenderer.Render(4, 1));
        Assert.NotEqual(CropRenderer.Render(3, 1), CropRenderer.Render(3, 3));
    }

    [Fact]
    public void Progress_counts_every_crop()
    {
        var progress = new SilentProgress();

        SynthWriter.Write(folder, new SynthOptions(3, 1, Scenes: 1), progress, CancellationToken.None);

        Assert.Equal(["draw 3/3", "scenes 1/1"], progress.Phases);
    }

    [Theory]
    [InlineData(-1, 0, "--count")]
    [InlineData(1, -1, "--scenes")]
    [InlineData(SynthOptions.Most + 1, 0, "--count")]
    public void Count_out_of_range_is_named(int count, int scenes, string option)
    {
        UsageException e = Assert.Throws<UsageException>(() => SynthWriter.Write(
            folder, new SynthOptions(count, 1, scenes), new SilentProgress(), CancellationToken.None));

        Assert.Contains(option, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_cannot_be_written_is_named()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        InputException e = Assert.Throws<InputException>(() => SynthWriter.Write(
            file, new SynthOptions(2, 1), new SilentProgress(), CancellationToken.None));

        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_the_writer()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => SynthWriter.Write(
            folder, new SynthOptions(2, 1), new SilentProgress(), source.Token));
    }

    [Fact]
    public void Runner_prints_what_it_wrote()
    {
        using var output = new StringWriter();

        int code = SynthRunner.Run(folder, new SynthOptions(3, 9), output, new SilentProgress(), CancellationToken.None);

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal($"{folder}: 2 with_mask, 1 without_mask (seed 9){Environment.NewLine}", output.ToString());
    }
}
