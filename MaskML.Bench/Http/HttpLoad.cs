using MaskML.Bench.Measuring;
using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;

namespace MaskML.Bench.Http;

/// <summary>The load for the service.</summary>
/// <param name="Folder">Folder of the photos; those with one face are sent.</param>
/// <param name="Annotations">The faces in them: an <c>annotations.json</c>.</param>
/// <param name="Detectors">Face detectors to ask for.</param>
/// <param name="Round">Duration of a measurement of a rate.</param>
/// <param name="Requests">Number of requests during which memory is recorded, for each detector; 0 for none.</param>
/// <param name="Arguments">Arguments that give the service the configuration of the work in process.</param>
internal sealed record HttpLoad(
    string Folder, string Annotations, IReadOnlyList<string> Detectors, TimeSpan Round, int Requests, IReadOnlyList<string> Arguments)
{
    private const int WatchedRequests = 4_000;

    /// <summary>The load of the combined run.</summary>
    /// <exception cref="Predict.Errors.InputException">The photos do not exist.</exception>
    public static HttpLoad Usual(MaskMLConfig config, bool quick) => new(
        BenchSetup.GroupPhotos,
        BenchSetup.GroupAnnotations,
        [WholeImageDetector.DetectorName, MaskNetFaceDetector.DetectorName],
        TimeSpan.FromSeconds(quick ? 1 : 2),
        quick ? 0 : WatchedRequests,
        ["--model", config.Model]);
}
