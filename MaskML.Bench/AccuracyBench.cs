using System.Text.Json;
using MaskML.Bench.Results;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>
/// Accuracy on data sets that a network has never seen: the model card's table, which takes days of training and is read from its file,
/// and a peer beside it, which is measured.
/// </summary>
internal sealed class AccuracyBench : IBench
{
    private const string Results = "tools/training/results";
    private const string Peer = "AIZOO, surest box of each crop";
    private const int QuickOneIn = 10;

    // As the model card's group photos: what is smaller is hardly a face.
    private const int LeastFace = 24;

    // Of the longer side, around faces of photos: a detector wants to see more than the face.
    private const double Surroundings = 0.5;

    private static readonly string[] Labels = [FaceLabels.WithMask, FaceLabels.WithoutMask];
    private static readonly string[] Sources = ["face-mask-12k", "face-mask-4k", "group-photos"];

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public string Title => "faces of data sets that the network has never seen, labels in equal parts (macro) and as they come";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken stop)
    {
        Read(sheet, "masknet and its head, trained without the source", "loso.json", "leaveOneSourceOut");
        Read(sheet, "ImageNet MobileNetV2, 224 px, head trained without the source", "mobilenetv2-imagenet.json", null);
        using var peer = new AizooDetector(BenchSetup.Shared("models/aizoo"));
        foreach (string source in Sources)
        {
            Measure(peer, source, setup, sheet, stop);
        }

        sheet.Note($"our figures are read from {Results}; MobileNetV2 is judged on up to 700 pictures a label");
        sheet.Note($"AIZOO: the label of the box it is surest of, whatever its score; it was trained on other data, which may hold some of these pictures{(setup.Quick ? $"; every {QuickOneIn}th" : "")}");
        return Task.CompletedTask;
    }

    private static void Read(BenchSheet sheet, string subject, string file, string? part)
    {
        string path = Path.Combine(BenchSetup.Repository, Results, file);
        if (!File.Exists(path))
        {
            sheet.NotMeasured(subject, $"{Results}/{file} is not here");
            return;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement figures = part is null ? json.RootElement : json.RootElement.GetProperty(part);
        foreach (string source in Sources)
        {
            Add(sheet, subject, source, figures.GetProperty(source).GetProperty("macroAccuracy").GetDouble(), figures.GetProperty(source).GetProperty("accuracy").GetDouble());
        }
    }

    private static void Measure(AizooDetector peer, string source, BenchSetup setup, BenchSheet sheet, CancellationToken stop)
    {
        try
        {
            DataOptions data = setup.Config.Data with { Sources = Folders(source) };
            ImageFile[] files = [.. DatasetScanner.Scan(data, stop).Files.Where((_, i) => !setup.Quick || i % QuickOneIn == 0)];
            int[,] counts = new int[Labels.Length, 2];
            var cropper = new Cropper(AizooDetector.Input, Surroundings);
            Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop }, file =>
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
        catch (InputException e)
        {
            sheet.NotMeasured($"AIZOO on {source}", e.Message);
        }
    }

    private static bool Counts(Target target) =>
        Labels.Contains(target.Label) && (target.Box is not { } box || Math.Max(box.Width, box.Height) >= LeastFace);

    // The test part of face-mask-12k is for the tutorial's figure alone.
    private static string[] Folders(string source) => source == Sources[0]
        ? [BenchSetup.Shared($"data/{source}/Train"), BenchSetup.Shared($"data/{source}/Validation")]
        : [BenchSetup.Shared($"data/{source}")];

    private static void Add(BenchSheet sheet, string subject, string source, double macro, double accuracy)
    {
        sheet.Add(subject, source + " macro", 100 * macro, "%");
        sheet.Add(subject, source + " accuracy", 100 * accuracy, "%");
    }
}
