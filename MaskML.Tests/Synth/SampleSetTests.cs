using MaskML.Synth;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Synth;

/// <summary>Tests of the committed data/sample, which was drawn with <c>synth data/sample --count 1400 --seed 1</c>.</summary>
public sealed class SampleSetTests(ITestOutputHelper output)
{
    private const int Count = 1400;
    private const int Seed = 1;
    private static readonly string Folder = Path.Combine(Root(), "data", "sample");

    [Fact]
    public void Sample_has_700_images_for_each_label_in_less_than_3_MB()
    {
        Assert.Equal(Count / 2, Files("with_mask").Length);
        Assert.Equal(Count / 2, Files("without_mask").Length);
        Assert.InRange(Files("with_mask").Concat(Files("without_mask")).Sum(path => new FileInfo(path).Length), 300_000, 3_000_000);
    }

    [Fact]
    public void Sample_images_are_48_to_128_pixels_wide_and_high()
    {
        foreach (string path in Files("with_mask").Concat(Files("without_mask")))
        {
            using Mat picture = Cv2.ImRead(path);
            Assert.InRange(picture.Width, 48, 128);
            Assert.InRange(picture.Height, 48, 128);
        }
    }

    [Fact]
    public void Synth_draws_the_committed_files()
    {
        for (int index = 0; index < Count; index += 107)
        {
            byte[] drawn = CropRenderer.Render(Seed, index);
            byte[] committed = File.ReadAllBytes(Path.Combine(Folder, SynthWriter.PathOf(index)));
            if (drawn.AsSpan().SequenceEqual(committed))
            {
                continue;
            }

            // Other processors and versions of OpenCV round differently.
            using Mat left = Cv2.ImDecode(drawn, ImreadModes.Color);
            using Mat right = Cv2.ImDecode(committed, ImreadModes.Color);
            Assert.Equal(right.Size(), left.Size());
            double difference = Cv2.Norm(left, right, NormTypes.L1) / (left.Total() * 3);
            Assert.True(
                difference < 2,
                $"{SynthWriter.PathOf(index)} differs by {difference:0.00} levels a channel; draw data/sample again with synth.");
        }
    }

    [Fact]
    public void Pixel_statistics_alone_do_not_separate_the_labels()
    {
        var samples = new List<(IReadOnlyDictionary<string, double> Values, bool Masked)>();
        foreach (bool masked in (bool[])[true, false])
        {
            samples.AddRange(Files(masked ? "with_mask" : "without_mask").Select(path => (PixelStatistics.Of(path), masked)));
        }

        var table = samples[0].Values.Keys
            .Select(name => (
                Name: name,
                Accuracy: PixelStatistics.BestThreshold(samples.Select(sample => (sample.Values[name], sample.Masked)))))
            .OrderByDescending(row => row.Accuracy)
            .ToList();
        foreach ((string name, double accuracy) in table)
        {
            output.WriteLine($"{accuracy,6:P1}  {name}");
        }

        Assert.True(table[0].Accuracy <= 0.75, $"{table[0].Name} alone predicts {table[0].Accuracy:P1} of the drawn labels.");
    }

    [Fact]
    public void Best_threshold_separates_labels_where_possible()
    {
        Assert.Equal(1, PixelStatistics.BestThreshold([(1, false), (2, false), (3, true), (4, true)]));
        Assert.Equal(1, PixelStatistics.BestThreshold([(1, true), (2, true), (3, false), (4, false)]));
        Assert.Equal(0.5, PixelStatistics.BestThreshold([(1, true), (1, false)]));
        Assert.Equal(0.75, PixelStatistics.BestThreshold([(1, true), (2, false), (3, true), (4, true)]));
    }

    private static string[] Files(string label) => Directory.GetFiles(Path.Combine(Folder, label), "*.jpg");

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MaskML.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"No MaskML.sln above {AppContext.BaseDirectory}.");
    }
}
