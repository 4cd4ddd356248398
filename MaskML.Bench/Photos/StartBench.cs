using MaskML.Bench.Processes;
using MaskML.Predict.Faces;

namespace MaskML.Bench.Photos;

/// <summary>Measures the built program from the start of its process to the first labelled photo.</summary>
internal sealed class StartBench : IBench
{
    private const string Alone = "program alone (--version)";

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Title => "predict, from the start of the process to the first labelled photo; files cached by the system";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        string photo = Directory.GetFiles(BenchSetup.GroupPhotos).Order(StringComparer.Ordinal).First();
        List<(string Subject, string[] Arguments)> ways =
        [
            (Alone, ["--version"]), ("first photo, masknet", ["predict", photo, "--detector", "masknet"]),
        ];
        sheet.Try("yunet", () =>
        {
            string model = BenchSetup.Shared("models/" + YuNetFaceDetector.FileName);
            ways.Add(("first photo, yunet", ["predict", photo, "--detector", "yunet", "--set", "yunet.model=" + model]));
        });
        IReadOnlyList<IReadOnlyList<double>> times = await Rounds.AlternateAsync(
            ways, warmUp: 1, setup.Quick ? 5 : 11, way => Task.FromResult(ToFirstLine(way.Arguments)), cancellationToken)
            .ConfigureAwait(false);
        foreach ((string subject, IReadOnlyList<double> seconds) in ways.Zip(times, (way, taken) => (way.Subject, taken)))
        {
            sheet.Add(subject, "median", Rounds.Median(seconds), "s", Alone);
            sheet.Add(subject, "least", seconds.Min(), "s");
        }
    }

    private static double ToFirstLine(string[] arguments)
    {
        long from = Stopwatch.GetTimestamp();
        using Process process = ChildProcess.StartMaskML(arguments, BenchSetup.Repository);
        string? line = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return line is not null && process.ExitCode == 0
            ? seconds
            : throw new InputException($"maskml {string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Trim()}");
    }
}
