using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;

namespace MaskML.Bench.Http;

/// <summary>What the service is loaded with.</summary>
/// <param name="Folder">Folder of the photos; those with one face are sent.</param>
/// <param name="Annotations">The faces in them: an <c>annotations.json</c>.</param>
/// <param name="Detectors">Face detectors to ask for.</param>
/// <param name="Round">How long a rate is measured for.</param>
/// <param name="Requests">Requests over which memory is watched, for each detector; 0 for none.</param>
/// <param name="Arguments">Arguments that give the service the configuration of the work in process.</param>
internal sealed record HttpLoad(string Folder, string Annotations, IReadOnlyList<string> Detectors, TimeSpan Round, int Requests, IReadOnlyList<string> Arguments)
{
    private const int WatchedRequests = 4_000;

    /// <summary>The load of the combined run.</summary>
    /// <exception cref="Predict.Errors.InputException">The photos are not here.</exception>
    public static HttpLoad Usual(MaskMLConfig config, bool quick) => new(
        BenchSetup.Shared("data/group-photos/photos"),
        BenchSetup.Shared("data/group-photos/annotations.json"),
        [WholeImageDetector.DetectorName, MaskNetFaceDetector.DetectorName],
        TimeSpan.FromSeconds(quick ? 1 : 2),
        quick ? 0 : WatchedRequests,
        ["--model", config.Model]);
}
