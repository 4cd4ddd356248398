using MaskML.Predict.Files;
using MaskML.Train.Data;

namespace MaskML.Bench.Training;

/// <summary>Measures cold trainings on growing data sets: time and memory for a thousand images.</summary>
internal sealed class GrowthBench : IBench
{
    private const int WarmUp = 200;
    private const int Repeated = 100_000;

    /// <inheritdoc/>
    public string Name => "growth";

    /// <inheritdoc/>
    public string Title => "cold trainings on parts of face-mask-12k/Train: time and memory a thousand images";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        using var whole = new Retraining(setup, BenchSetup.Shared("data/face-mask-12k/Train"));
        IReadOnlyList<ImageFile> files = whole.ReadFiles(cancellationToken);
        int[] sizes = setup.Quick ? [1000, files.Count] : [1000, 3000, files.Count, Repeated];
        string? first = null;
        foreach (int size in sizes.Prepend(WarmUp))
        {
            using ScratchFolder scratch = ScratchFolder.InSystemTemp();
            Link(files, size, scratch.Path);
            using var training = new Retraining(setup, scratch.Path);
            double? before = PeakMemory.Reset();
            Cost cost = training.Train(cancellationToken).Cost;
            if (size == WarmUp)
            {
                continue;
            }

            string subject = $"{size:N0} images{(size > files.Count ? ", repeated ones" : "")}";
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

        sheet.Note("repeated images are read and hashed each time, but decoded and run through the backbone once");
        return Task.CompletedTask;
    }

    // Links images, spread evenly over all files, into a folder for each label.
    private static void Link(IReadOnlyList<ImageFile> files, int count, string folder)
    {
        for (int i = 0; i < count; i++)
        {
            ImageFile file = files[count <= files.Count ? (int)((long)i * files.Count / count) : i % files.Count];
            string label = Directory.CreateDirectory(Path.Combine(folder, file.Targets[0].Label)).FullName;
            File.CreateSymbolicLink(
                Path.Combine(label, $"{i}{Path.GetExtension(file.Path)}"), file.Path);
        }
    }
}
