using MaskML.Cli.Evaluation;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace MaskML.Bench;

/// <summary>
/// The peer to measure against: AIZOO's FaceMaskDetection, a single-shot detector of 260 pixels that finds and labels at once, through
/// OpenCV. Its grid of boxes, its variances and its thresholds are those that its authors publish with the network.
/// </summary>
internal sealed class AizooDetector : IDisposable
{
    /// <summary>Name in tables.</summary>
    public const string Name = "aizoo";

    /// <summary>Side of its input in pixels.</summary>
    public const int Input = 260;

    private const float LowestScore = 0.5f;
    private const double Overlap = 0.4;
    private const float CenterVariance = 0.1f;
    private const float SizeVariance = 0.2f;

    private static readonly string[] Labels = [FaceLabels.WithMask, FaceLabels.WithoutMask];

    // Each map has two square boxes a cell, and two flat ones of the smaller size.
    private static readonly (int Cells, float Small, float Large)[] Maps =
        [(33, 0.04f, 0.056f), (17, 0.08f, 0.11f), (9, 0.16f, 0.22f), (5, 0.32f, 0.45f), (3, 0.64f, 0.72f)];

    private static readonly float[] Flat = [0.62f, 0.42f];
    private static readonly (float X, float Y, float Width, float Height)[] Anchors = [.. Maps.SelectMany(Grid)];

    // A network serves one thread at a time.
    private readonly ThreadLocal<Net> nets;

    /// <summary>Opens the network.</summary>
    /// <param name="folder">Folder with <c>face_mask_detection.prototxt</c> and <c>face_mask_detection.caffemodel</c>.</param>
    /// <exception cref="InputException">The files are not there.</exception>
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

    /// <summary>Finds and labels faces. Can be used from several threads at once.</summary>
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

    /// <summary>The label that it is surest of, of whatever box. Can be used from several threads at once.</summary>
    /// <param name="crop">A BGR picture of one face.</param>
    public string Label(Mat crop)
    {
        using var boxes = new Mat();
        using var scores = new Mat();
        Run(crop, boxes, scores);
        return Labels[Enumerable.Range(0, Labels.Length).MaxBy(label => Enumerable.Range(0, Anchors.Length).Max(i => scores.At<float>(0, i, label)))];
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
        (float, float)[] sizes = [(map.Small, map.Small), (map.Large, map.Large), .. Flat.Select(ratio => (map.Small * MathF.Sqrt(ratio), map.Small / MathF.Sqrt(ratio)))];
        return from y in Enumerable.Range(0, map.Cells)
               from x in Enumerable.Range(0, map.Cells)
               from size in sizes
               select ((x + 0.5f) / map.Cells, (y + 0.5f) / map.Cells, size.Item1, size.Item2);
    }
}
