using System.Collections.Concurrent;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;

namespace MaskML.Predict.Hosting;

/// <summary>Face detectors by name, each opened when it is first asked for and then shared by all callers.</summary>
/// <param name="options">Parameters of the detectors, and where their files are.</param>
/// <param name="warn">Takes a warning where the choice of <see cref="FaceDetectors.Auto"/> is a poor one.</param>
internal sealed class DetectorShelf(DetectorOptions options, Action<string> warn) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IFaceDetector>> open = new(StringComparer.Ordinal);
    private readonly Lazy<string> best = new(() => FaceDetectors.Best(options, warn));

    /// <summary>The detector that <see cref="FaceDetectors.Auto"/> stands for.</summary>
    public string Best => best.Value;

    /// <summary>A detector that is open; it stays the shelf's.</summary>
    /// <param name="name">One of <see cref="FaceDetectors.Names"/>.</param>
    /// <exception cref="UsageException">The name is unknown.</exception>
    /// <exception cref="InputException">The detector's model is missing or damaged; the next call tries again.</exception>
    public IFaceDetector Get(string name)
    {
        string own = name == FaceDetectors.Auto ? Best : name;
        Lazy<IFaceDetector> detector = open.GetOrAdd(own, _ => new(() => FaceDetectors.Create(own, options, warn)));
        try
        {
            return detector.Value;
        }
        catch
        {
            open.TryRemove(KeyValuePair.Create(own, detector));
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<IFaceDetector> detector in open.Values.Where(detector => detector.IsValueCreated))
        {
            detector.Value.Dispose();
        }
    }
}
