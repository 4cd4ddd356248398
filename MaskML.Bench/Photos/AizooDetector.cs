using MaskML.Cli.Evaluation;
using MaskML.Predict.Faces;
using OpenCvSharp.Dnn;

namespace MaskML.Bench.Photos;

/// <summary>
/// AIZOO's FaceMaskDetection, run by OpenCV, for comparison: a single-shot detector with an input of 260 pixels that finds and labels
/// faces in one pass. Anchors, variances and thresholds are those that its authors publish.
/// </summary>
internal sealed class AizooDetector : IDisposable
{
    /// <summary>Name in the results.</summary>
    public const string Name = "aizoo";

    /// <summary>Side of its input in pixels.</summary>
    public const int Input = 260;

    private const float LowestScore = 0.5f;
    private const double Overlap = 0.4;
    private const float CenterVariance = 0.1f;
    private const float SizeVariance = 0.2f;

    private static readonly string[] Labels = [FaceLabels.WithMask, FaceLabels.WithoutMask];

    // Each cell of a map has two square anchors, and two with other ratios of the smaller size.
    private static readonly (int Cells, float Small, float Large)[] Maps =
        [(33, 0.04f, 0.056f), (17, 0.08f, 0.11f), (9, 0.16f, 0.22f), (5, 0.32f, 0.45f), (3, 0.64f, 0.72f)];

    private static readonly float[] Ratios = [0.62f, 0.42f];
    private static readonly (float X, float Y, float Width, float Height)[] Anchors = [.. Maps.SelectMany(Grid)];

    // A network is not thread-safe.
    private readonly ThreadLocal<Net> nets;

    /// <summary>Opens the network.</summary>
    /// <param name="folder">Folder with <c>face_mask_detection.prototxt</c> and <c>face_mask_detection.caffemodel</c>.</param>
    /// <exception cref="InputException">The files do not exist.</exception>
    public AizooDetector(string folder)
    {
        string network = Path.Combine(folder, "face_mask_detection.prototxt");
        string weights = Path.Combine(folder, "face_mask_detection.caffemodel");
        if (!File.Exists(network) || !File.Exists(weights))
        {
            throw new InputException($"{folder}: expected face_mask_detection.prototxt and face_mask_detection.caffemodel in it.");
        }

        nets = new ThreadLocal<Net>(() => CvDnn.ReadNetFromCaffe(network, weights)!, trackAllValues: true);
    }

    /// <summary>Finds and labels faces. Thread-safe.</summary>
    /// <param name="photo">A BGR picture.</param>
    public IReadOnlyList<FoundFace> Detect(Mat photo)
    {
        using var boxes = new Mat();
        using var scores = new Mat();
        Run(photo, boxes, scores);
        var labels = new Dictionary<Face, string>();
        for (int i = 0; i < Anchors.Length; i++)
        {
            int label = scores.At<float>(0, i, 0) >= scores.At<float>(0, i, 1) ? 0 : 1;
            float score = scores.At<float>(0, i, label);
            Rect box = score < LowestScore ? default : Boxes.Clamp(Decode(boxes, i, photo.Size()), photo.Size());
            if (box.Width > 0)
            {
                labels.TryAdd(new Face(box, Math.Min(score, 1)), Labels[label]);
            }
        }

        return [.. NonMaximumSuppression.Apply(labels.Keys, Overlap).Select(face => new FoundFace(face, labels[face]))];
    }

    /// <summary>The label with the highest score of all anchors. Thread-safe.</summary>
    /// <param name="crop">A BGR picture of one face.</param>
    public string Label(Mat crop)
    {
        using var boxes = new Mat();
        using var scores = new Mat();
        Run(crop, boxes, scores);
        return Labels[Enumerable.Range(0, Labels.Length).MaxBy(Highest)];

        float Highest(int label) => Enumerable.Range(0, Anchors.Length).Max(i => scores.At<float>(0, i, label));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Net net in nets.Values)
        {
            net.Dispose();
        }

        nets.Dispose();
    }

    private void Run(Mat picture, Mat boxes, Mat scores)
    {
        using Mat blob = CvDnn.BlobFromImage(picture, 1 / 255.0, new Size(Input, Input), Scalar.Black, swapRB: true, crop: false);
        nets.Value!.SetInput(blob);
        nets.Value.Forward([boxes, scores], ["loc_branch_concat", "cls_branch_concat"]);
    }

    private static Rect Decode(Mat boxes, int index, Size photo)
    {
        (float x, float y, float width, float height) = Anchors[index];
        float centerX = x + (boxes.At<float>(0, index, 0) * CenterVariance * width);
        float centerY = y + (boxes.At<float>(0, index, 1) * CenterVariance * height);
        float across = width * MathF.Exp(boxes.At<float>(0, index, 2) * SizeVariance);
        float down = height * MathF.Exp(boxes.At<float>(0, index, 3) * SizeVariance);
        return Rect.FromLTRB(
            (int)((centerX - (across / 2)) * photo.Width), (int)((centerY - (down / 2)) * photo.Height),
            (int)((centerX + (across / 2)) * photo.Width), (int)((centerY + (down / 2)) * photo.Height));
    }

    private static IEnumerable<(float X, float Y, float Width, float Height)> Grid((int Cells, float Small, float Large) map)
    {
        (float, float)[] sizes =
        [
            (map.Small, map.Small),
            (map.Large, map.Large),
            .. Ratios.Select(ratio => (map.Small * MathF.Sqrt(ratio), map.Small / MathF.Sqrt(ratio)))
        ];
        return from y in Enumerable.Range(0, map.Cells)
               from x in Enumerable.Range(0, map.Cells)
               from size in sizes
               select ((x + 0.5f) / map.Cells, (y + 0.5f) / map.Cells, size.Item1, size.Item2);
    }
}
