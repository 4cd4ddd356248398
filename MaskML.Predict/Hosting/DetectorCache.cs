using System.Collections.Concurrent;
using MaskML.Predict.Faces;

namespace MaskML.Predict.Hosting;

/// <summary>Face detectors by name. Each is created on first use and then shared by all callers.</summary>
/// <param name="options">Parameters of the detectors and paths of their files.</param>
internal sealed class DetectorCache(DetectorOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IFaceDetector>> detectors = new(StringComparer.Ordinal);
    private readonly Lazy<string> best = new(() => FaceDetectors.Best(options));

    /// <summary>Name of the detector that <see cref="FaceDetectors.Auto"/> selects.</summary>
    public string Best => best.Value;

    /// <summary>Returns a detector. The cache owns it; do not dispose it.</summary>
    /// <param name="name">One of <see cref="FaceDetectors.Names"/>.</param>
    /// <exception cref="UsageException">The name is unknown.</exception>
    /// <exception cref="InputException">The file of the detector is missing or damaged; the next call tries again.</exception>
    public IFaceDetector Get(string name)
    {
        string resolved = name == FaceDetectors.Auto ? Best : name;
        Lazy<IFaceDetector> detector = detectors.GetOrAdd(resolved, _ => new(() => FaceDetectors.Create(resolved, options)));
        try
        {
            return detector.Value;
        }
        catch
        {
            detectors.TryRemove(KeyValuePair.Create(resolved, detector));
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<IFaceDetector> detector in detectors.Values.Where(detector => detector.IsValueCreated))
        {
            detector.Value.Dispose();
        }
    }
}
