using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Modeling;
using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>
/// MaskML's own detector, trained on masked and bare faces from 8 pixels on (<c>tools/training</c>). A photo is searched in
/// <see cref="PhotoViews"/>; a view is as large as its part of the photo, no square.
/// </summary>
public sealed class MaskNetFaceDetector : IFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "masknet";

    /// <summary>Name of the model file.</summary>
    public const string FileName = "masknet-face.onnx";

    private const string Remedy =
        "It comes with MaskML: put it into data/models again, set `masknetFace.model` to its path, or use `--detector haar`.";

    private readonly MaskNetFaceConfig options;
    private readonly FaceNetwork network;

    /// <summary>Opens the model.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The model file is missing or damaged, or is another network.</exception>
    public MaskNetFaceDetector(MaskNetFaceConfig options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        network = FaceNetwork.Open(ModelPlaces.Find(FileName, options.Model, Remedy), options.Threads);
    }

    /// <inheritdoc/>
    public string Name => DetectorName;

    /// <summary>Whether the model file is present.</summary>
    /// <param name="options">Its parameters.</param>
    public static bool IsPresent(MaskNetFaceConfig options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Model is not null || ModelPlaces.TryFind(FileName) is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Size size = photo.Size();
        IEnumerable<Face> found = PhotoViews.Plan(size, options.LongSide, options.Magnify, options.Tiles, FaceNetwork.Stride)
            .SelectMany(view => Search(photo, view).Where(face => !PhotoViews.IsCut(view, size, face.Box)));
        return NonMaximumSuppression.Apply(found, options.Overlap);
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private List<Face> Search(Mat photo, Letterbox view)
    {
        using Mat frame = view.Apply(photo);
        var faces = new List<Face>();
        foreach (FaceCandidate candidate in network.Run(frame, (float)options.Score))
        {
            Rect box = view.ToPhoto(candidate.Box);
            if (box.Width > 0)
            {
                faces.Add(new Face(box, candidate.Score));
            }
        }

        return faces;
    }
}
