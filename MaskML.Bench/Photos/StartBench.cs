using System.Diagnostics;
using MaskML.Bench.Measuring;
using MaskML.Bench.Results;
using MaskML.Predict.Errors;
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
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        string photo = Directory.GetFiles(BenchSetup.GroupPhotos).Order(StringComparer.Ordinal).First();
        List<(string Subject, string[] Arguments)> ways =
        [
            (Alone, ["--version"]), ("first photo, masknet", ["predict", photo, "--detector", "masknet"])
        ];
        try
        {
            string model = BenchSetup.Shared("models/" + YuNetFaceDetector.FileName);
            ways.Add(("first photo, yunet", ["predict", photo, "--detector", "yunet", "--set", "yunet.model=" + model]));
        }
        catch (InputException e)
        {
            sheet.NotMeasured("yunet", e.Message);
        }

        var times = ways.ToDictionary(way => way.Subject, _ => new List<double>());
        for (int round = -1; round < (setup.Quick ? 5 : 11); round++)
        {
            foreach ((string subject, string[] arguments) in ways)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double seconds = ToFirstLine(arguments);
                if (round >= 0)
                {
                    times[subject].Add(seconds);
                }
            }
        }

        foreach ((string subject, List<double> seconds) in times)
        {
            sheet.Add(subject, "median", Cost.Median(seconds), "s", Alone);
            sheet.Add(subject, "least", seconds.Min(), "s");
        }

        return Task.CompletedTask;
    }

    private static double ToFirstLine(string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = BenchSetup.Repository,
        };
        long from = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
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
