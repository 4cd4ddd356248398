using MaskML.Cli.Configuration;
using MaskML.Predict.Progress;
using MaskML.Tests.Support;
using MaskML.Train.Audit;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using Xunit;

namespace MaskML.Tests.Audit;

/// <summary>Audits of the public data sets beside the project.</summary>
[Trait("Kind", "real-data")]
public sealed class RealDataAuditTests
{
    [Fact]
    public void Known_and_near_leaks_of_face_mask_12k_are_found()
    {
        // The other label has next to none.
        var config = new DataOptions
        {
            Sources = [SharedData.Need("data/face-mask-12k")],
            Labels = new Dictionary<string, string?> { ["without_mask"] = null },
        };
        using var cache = new ContentCache(null, ImageInspector.PayloadBytes);
        Inspection inspection = new ImageInspector(config, cache, NullProgress.Instance).Inspect(DatasetScanner.Scan(config).Files);
        LeakFinding leaks = LeakCheck.Run(AuditData.Of(inspection.Files, DuplicateFinder.Find(inspection, CancellationToken.None)));

        Assert.Equal(22, Of("test").Identical);
        Assert.Equal(20, Of("validation").Identical);
        Assert.InRange(Of("test").Near, 10, 25);
        Assert.InRange(Of("validation").Near, 10, 25);

        LeakCount Of(string split) => leaks.Counts.Single(c => c.Split == split);
    }

    [Fact]
    public void Suspects_of_2000_images_include_nine_of_ten_flipped_labels_in_the_first_twenty()
    {
        string real = SharedData.Need("data/face-mask-4k");
        using var folder = new TempFolder();
        string[] labels = ["with_mask", "without_mask"];
        var flipped = new List<string>();
        for (int label = 0; label < 2; label++)
        {
            foreach (
                (int i, string file) in Directory.GetFiles(
                    Path.Combine(real, labels[label])).Order(StringComparer.Ordinal).Take(1000).Index())
            {
                bool flip = i % 200 == 57;
                string name = $"{labels[flip ? 1 - label : label]}/{label}-{Path.GetFileName(file)}";
                File.CreateSymbolicLink(folder.File("data/" + name), file);
                if (flip)
                {
                    flipped.Add(name);
                }
            }
        }

        LoadedConfig loaded = ConfigLoader.Load(
            null,
            new Dictionary<string, string>(),
            [
                $"data.sources={folder.File("data")}",
                "cache.directory=",
                $"backbone={Path.Combine(RepositoryFolder.Root, "data", "models", "masknet.onnx")}",
                "head.l2=[100]",
            ]);
        (AuditReport report, _) = new AuditRun(loaded.Training, 0.95, NullProgress.Instance, _ => { }).Run(default);

        Assert.Equal(10, flipped.Count);
        Assert.InRange(report.Labels.Suspects.Take(20).Count(s => flipped.Contains(s.Path)), 9, 10);
    }
}
