using System.Text.Json;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Train.Data;

namespace MaskML.Bench.Photos;

/// <summary>
/// Accuracy on data sets that the network was not trained on. Ours is read from the model card's results, since it takes days of
/// training; another network is measured.
/// </summary>
internal sealed class AccuracyBench : IBench
{
    private const string Peer = "AIZOO, best box of each crop";
    private const int QuickOneIn = 10;

    // Smallest face in pixels, as in the model card.
    private const int LeastFace = 24;

    // Margin as a share of the longer side: a detector needs the surroundings of the face.
    private const double Surroundings = 0.5;

    private static readonly string[] Labels = [FaceLabels.WithMask, FaceLabels.WithoutMask];
    private static readonly string[] Sources = ["face-mask-12k", "face-mask-4k", "group-photos"];

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public string Title => "faces of data sets that the network has never seen, labels in equal parts (macro) and as they come";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        Read(sheet, "masknet and its head, trained without the source", "loso.json", "leaveOneSourceOut");
        Read(sheet, "ImageNet MobileNetV2, 224 px, head trained without the source", "mobilenetv2-imagenet.json", null);
        using var peer = new AizooDetector(BenchSetup.Shared("models/aizoo"));
        foreach (string source in Sources)
        {
            sheet.Try($"AIZOO on {source}", () => Measure(peer, source, setup, sheet, cancellationToken));
        }

        sheet.Note($"our figures are read from {BenchSetup.TrainingResults}; MobileNetV2 is judged on up to 700 pictures a label");
        sheet.Note(
            "AIZOO: the label of the box with the highest score, however low; it was trained on other data, which may contain some of "
            + $"these pictures{(setup.Quick ? $"; every {QuickOneIn}th" : "")}");
        return Task.CompletedTask;
    }

    private static void Read(BenchSheet sheet, string subject, string file, string? part)
    {
        using JsonDocument json = BenchSetup.TrainingResult(file);
        JsonElement figures = part is null ? json.RootElement : json.RootElement.GetProperty(part);
        foreach (string source in Sources)
        {
            JsonElement found = figures.GetProperty(source);
            Add(sheet, subject, source, found.GetProperty("macroAccuracy").GetDouble(), found.GetProperty("accuracy").GetDouble());
        }
    }

    private static void Measure(AizooDetector peer, string source, BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        DataOptions data = setup.Config.Data with { Sources = Folders(source) };
        IReadOnlyList<ImageFile> all = DatasetScanner.Scan(data, cancellationToken).Files;
        ImageFile[] files = [.. all.Where((_, i) => !setup.Quick || i % QuickOneIn == 0)];
        int[,] counts = new int[Labels.Length, 2];
        var cropper = new Cropper(AizooDetector.Input, Surroundings);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.ForEach(files, options, file =>
        {
            using Mat picture = ImageDecoder.Read(file.Path);
            foreach (Target target in file.Targets.Where(t => Counts(t)))
            {
                using Mat crop = target.Box is { } box ? cropper.Face(picture, box) : picture.Clone();
                int label = Array.IndexOf(Labels, target.Label);
                Interlocked.Increment(ref counts[label, peer.Label(crop) == target.Label ? 1 : 0]);
            }
        });
        double[] recalls = [.. Labels.Select((_, i) => (double)counts[i, 1] / (counts[i, 0] + counts[i, 1]))];
        Add(sheet, Peer, source, recalls.Average(), (double)(counts[0, 1] + counts[1, 1]) / counts.Cast<int>().Sum());
    }

    private static bool Counts(Target target) =>
        Labels.Contains(target.Label) && (target.Box is not { } box || Math.Max(box.Width, box.Height) >= LeastFace);

    // The test split of face-mask-12k is reserved for the comparison with the tutorial.
    private static string[] Folders(string source) => source == Sources[0]
        ? [BenchSetup.Shared($"data/{source}/Train"), BenchSetup.Shared($"data/{source}/Validation")]
        : [BenchSetup.Shared($"data/{source}")];

    private static void Add(BenchSheet sheet, string subject, string source, double macro, double accuracy)
    {
        sheet.Add(subject, source + " macro", 100 * macro, "%");
        sheet.Add(subject, source + " accuracy", 100 * accuracy, "%");
    }
}
