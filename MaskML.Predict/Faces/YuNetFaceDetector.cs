using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Modeling;
using MaskML.Predict.Pooling;
using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>
/// YuNet through OpenCV: finds masked and bare faces alike. A photo is fitted into a fixed square, because OpenCvSharp cannot
/// change the input size of a detector.
/// </summary>
public sealed class YuNetFaceDetector : IFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "yunet";

    /// <summary>Name of the model file.</summary>
    public const string FileName = "face_detection_yunet_2023mar.onnx";

    private const string Remedy =
        "Put the file, from OpenCV's model zoo (https://github.com/opencv/opencv_zoo, models/face_detection_yunet), into data/models, "
        + "set `yunet.model` to its path, or use `--detector haar`.";

    // A row of the result: x, y, width, height, five landmarks (x, y), score; pixels of the square.
    private const int ScoreColumn = 14;
    private const int Candidates = 5000;

    private readonly YuNetConfig options;
    private readonly InstancePool<FaceDetectorYN> pool;

    /// <summary>Opens the model.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The model file is missing or is not YuNet.</exception>
    public YuNetFaceDetector(YuNetConfig options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        string path = ModelPlaces.Find(FileName, options.Model, Remedy);
        pool = new InstancePool<FaceDetectorYN>(() => Open(path));
        try
        {
            using var probe = new Mat(options.LongSide, options.LongSide, MatType.CV_8UC3, Scalar.Black);
            Detect(probe);
        }
        catch (OpenCVException e)
        {
            throw new InputException($"{path}: OpenCV runs it, but not as a face detector ({e.ErrMsg}); expected {FileName}. {Remedy}", e);
        }
    }

    /// <inheritdoc/>
    public string Name => DetectorName;

    /// <summary>Whether the model file is present.</summary>
    /// <param name="options">Its parameters.</param>
    public static bool IsPresent(YuNetConfig options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Model is not null || ModelPlaces.TryFind(FileName) is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var fit = new Letterbox(photo.Size(), options.LongSide);
        using Mat square = fit.Apply(photo);
        using var rows = new Mat();
        pool.Use(detector => detector.Detect(square, rows));
        int count = rows.Rows;
        var faces = new List<Face>(count);
        for (int i = 0; i < count; i++)
        {
            var box = new Rect2f(rows.At<float>(i, 0), rows.At<float>(i, 1), rows.At<float>(i, 2), rows.At<float>(i, 3));
            Rect inside = fit.ToPhoto(box);
            if (inside.Width > 0)
            {
                faces.Add(new Face(inside, Math.Clamp(rows.At<float>(i, ScoreColumn), 0, 1)));
            }
        }

        return [.. faces.OrderByDescending(face => face.Score)];
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private FaceDetectorYN Open(string path)
    {
        try
        {
            return FaceDetectorYN.Create(
                path, "", new Size(options.LongSide, options.LongSide), (float)options.Score, (float)options.Overlap, Candidates);
        }
        catch (OpenCVException e)
        {
            throw new InputException($"{path}: not a model that OpenCV opens: {e.ErrMsg} Expected {FileName}. {Remedy}", e);
        }
    }
}
