using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Cli.Evaluation;
using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using MaskML.Predict.Progress;
using MaskML.Train.Data;

namespace MaskML.Bench.Photos;

/// <summary>Evaluates each face detector with the live model, and AIZOO for comparison, on the same annotated photos.</summary>
/// <param name="photos">Folder of the photos; null for the group photos and AIZOO beside the repository.</param>
/// <param name="annotations">File with the faces in the photos.</param>
/// <param name="aizoo">Folder of AIZOO's network; null for none.</param>
internal sealed class DetectorsBench(string? photos = null, string? annotations = null, string? aizoo = null) : IBench
{
    private const int MinSize = 20;
    private const int QuickOneIn = 4;
    private const string LeftOutSets = "left-out-sets.json";
    private static readonly int[] OnePassSizes = [320, 640];

    /// <inheritdoc/>
    public string Name => "detectors";

    /// <inheritdoc/>
    public string Title =>
        $"faces of {MinSize} px and more, found at an IoU of 0.4 and labelled by the live model; a photo on one thread";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        AddLeftOutSets(sheet);
        MaskMLConfig config = setup.OnOneThread();
        IReadOnlyList<AnnotatedPhoto> marked = AnnotationFile.Read(annotations ?? BenchSetup.GroupAnnotations);
        var run = new EvaluationRun(
            photos ?? BenchSetup.Shared("data/group-photos"),
            [.. marked.Where((_, i) => !setup.Quick || i % QuickOneIn == 0)],
            config.Data.MaxMegapixels,
            NullProgress.Instance,
            (photo, error) => throw new InputException($"{photo}: {error}"));
        using MaskModel model = MaskModel.Load(config.Model);
        Add(HaarFaceDetector.DetectorName, () => new HaarFaceDetector(config.Haar));
        foreach (int size in OnePassSizes)
        {
            YuNetOptions once = config.Yunet with { LongSide = size, Tiles = false };
            Add($"{YuNetFaceDetector.DetectorName}, one pass at {size} px", () => YuNetFaceDetector.Open(once));
        }

        Add($"{YuNetFaceDetector.DetectorName}, as configured ({config.Yunet.LongSide} px)", () => YuNetFaceDetector.Open(config.Yunet));
        Add(MaskNetFaceDetector.DetectorName, () => MaskNetFaceDetector.Open(config.MasknetFace));
        AddAizoo();
        if (setup.Quick)
        {
            sheet.Note($"every {QuickOneIn}th photo");
        }

        sheet.Note($"left out: read from {BenchSetup.TrainingResults}/{LeftOutSets}; masknet was trained on the photos of the other rows");
        return Task.CompletedTask;

        void Add(string name, Func<IFaceDetector> open) => sheet.Try(name, () =>
        {
            using IFaceDetector detector = open();
            var pipeline = new FacePipeline(model, detector, config.Predict);
            Measure(name, pixels => [.. pipeline.Run(pixels).Faces.Select(face => new FoundFace(face.Face, face.Label))], model.Labels);
        });

        void AddAizoo() => sheet.Try(AizooDetector.Name, () =>
        {
            if ((photos is null ? BenchSetup.Shared("models/aizoo") : aizoo) is { } folder)
            {
                using var aizooDetector = new AizooDetector(folder);
                Measure(AizooDetector.Name, aizooDetector.Detect, [FaceLabels.WithMask, FaceLabels.WithoutMask]);
            }
        });

        void Measure(string name, Func<Mat, IReadOnlyList<FoundFace>> judge, IReadOnlyList<string> labels)
        {
            (IReadOnlyList<JudgedPhoto> judged, double milliseconds, _) = run.Run(
                pixels =>
                {
                    long start = Stopwatch.GetTimestamp();
                    IReadOnlyList<FoundFace> faces = judge(pixels);
                    return (faces, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                },
                cancellationToken);
            var m = FaceMetrics.Of(judged, labels, MinSize);
            foreach ((string size, double? share) in m.RecallBySize.GetValueOrDefault(FaceLabels.WithMask)?.AsEnumerable() ?? [])
            {
                AddShare($"masked faces of {size} px found", share);
            }

            AddShare("all", m.Recall);
            AddShare("precision", m.Precision);
            AddShare("labels right", m.LabelAccuracy);
            AddShare("macro F1", m.MacroF1);
            string? baseline = sheet.Rows.FirstOrDefault(row => row.Subject == HaarFaceDetector.DetectorName)?.Subject;
            sheet.Add(name, "a photo", milliseconds, "ms", baseline);

            void AddShare(string measure, double? share)
            {
                if (share is { } value)
                {
                    sheet.Add(name, measure, 100 * value, "%");
                }
            }
        }
    }

    // Evaluations of networks that were trained without a set, which takes hours.
    private static void AddLeftOutSets(BenchSheet sheet)
    {
        using JsonDocument json = BenchSetup.TrainingResult(LeftOutSets);
        foreach (JsonProperty set in json.RootElement.GetProperty("sets").EnumerateObject())
        {
            foreach ((string name, JsonElement found) in set.Value.EnumerateObject().Select(detector => (detector.Name, detector.Value)))
            {
                void Add(string measure, string part, string key) => sheet.Add(
                    $"{name}, {set.Name} left out", measure, 100 * found.GetProperty(part).GetProperty(key).GetDouble(), "%");
                Add("all", "detection", "recall");
                Add("precision", "detection", "precision");
                Add("macro F1", "endToEnd", "macroF1");
            }
        }
    }
}
