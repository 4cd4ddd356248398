using MaskML.Predict.Files;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using MaskML.Train.Features;

namespace MaskML.Bench.Training;

/// <summary>Measures cold and warm trainings on growing data sets: time and memory for a thousand images.</summary>
internal sealed class GrowthBench : IBench
{
    private const int WarmUp = 200;
    private const int LargestHeld = 100_000;

    /// <inheritdoc/>
    public string Name => "growth";

    /// <inheritdoc/>
    public string Title => "trainings on varied images of face-mask-12k/Train, cold and again: time and memory a thousand images";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        var varied = new VariedImages(new DataOptions { Sources = [BenchSetup.Shared("data/face-mask-12k/Train")] }, seed: 1);
        int[] sizes = setup switch
        {
            { Quick: true } => [1000, 10_000],
            { Soak: true } => [1000, 10_000, 100_000, 1_000_000],
            _ => [1000, 10_000, 100_000],
        };
        string? first = null;
        (int Size, long Bytes) fewer = default;
        foreach (int size in sizes.Prepend(WarmUp))
        {
            using ScratchFolder scratch = ScratchFolder.InSystemTemp();
            varied.Write(scratch.Path, size, NullProgress.Instance, cancellationToken);
            using var training = new Retraining(setup, scratch.Path, ("cache.maxMegabytes", "16384"));
            foreach (string run in (string[])["", ", again"])
            {
                double? before = PeakMemory.Reset();
                Cost cost = training.Train(cancellationToken).Cost;
                if (size == WarmUp)
                {
                    continue;
                }

                string subject = $"{size:N0} images{run}";
                double thousands = size / 1000.0;
                sheet.Add(subject, "time", cost.Seconds, "s");
                sheet.Add(subject, "time a thousand", cost.Seconds / thousands, "s", first);
                sheet.Add(subject, "CPU a thousand", cost.CpuSeconds / thousands, "s", first);
                if (before is { } held)
                {
                    sheet.Add(subject, "peak memory more than before", PeakMemory.Megabytes() - held, "MB");
                    sheet.Add(subject, "memory a thousand", (PeakMemory.Megabytes() - held) / thousands, "MB", first);
                }

                first ??= subject;
            }

            if (size <= LargestHeld)
            {
                // A run of its own, since the memory is collected for it. Less that of fewer images, as all else is the same.
                var kept = new KeptMemory("curve");
                training.Train(kept, cancellationToken);
                if (fewer.Size > 0)
                {
                    sheet.Add($"{size:N0} images", "managed memory an image", (kept.Bytes - fewer.Bytes) / (size - fewer.Size), "bytes");
                }

                fewer = (size, kept.Bytes);
            }
        }

        string? fewest = null;
        foreach (int size in (int[])[WarmUp, 10_000, 100_000, .. setup.Soak ? (int[])[1_000_000] : []])
        {
            string subject = $"near-duplicates of {size:N0}";
            Fingerprint[] prints = varied.Fingerprints(size, cancellationToken);
            int[] all = [.. Enumerable.Range(0, size).Where(i => !prints[i].IsFlat)];
            var sets = new DisjointSets(size);
            Cost cost = Cost.Of(
                () => DuplicateFinder.Search(prints, all, () => new DuplicateFinder.Verifier(prints, sets).Join, cancellationToken));
            if (size > WarmUp)
            {
                sheet.Add(subject, "CPU a thousand", cost.CpuSeconds * 1000 / size, "s", fewest);
                fewest ??= subject;
            }
        }

        return Task.CompletedTask;
    }
}
