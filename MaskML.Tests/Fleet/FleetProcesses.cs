using System.Diagnostics;
using System.Text.RegularExpressions;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>The program as users start it, with drawn photos in a shared folder.</summary>
internal sealed partial class FleetProcesses : IDisposable
{
    private readonly ModelFolder folder = new();
    private readonly List<Process> started = [];

    public string File(string relative) => folder.File(relative);

    /// <summary>Draws the photos.</summary>
    public void Draw(int count) => Parallel.For(0, count, i =>
    {
        using Mat photo = TinyModel.Noise(60 + (i % 3 * 60), i, 160);
        Cv2.ImWrite(folder.File(FormattableString.Invariant($"photos/{i:00000}.jpg")), photo);
    });

    /// <summary>Judges them in this process.</summary>
    public Task<CommandLine> PredictAloneAsync() => CommandLine.RunAsync(
        folder.File("photos"), "--json", "-", "--model", folder.Model, "--set", "predict.detector=none");

    /// <summary>Hands them to a fleet.</summary>
    public Process Predict(string url) => Start(
        "predict", folder.File("photos"), "--fleet", url, "--set", "fleet.shared=" + folder.Path, "--json", "-");

    /// <summary>Starts a worker and waits until it works.</summary>
    public Process Work(string url)
    {
        Process worker = Start(
            "work", "--fleet", url, "--model", folder.Model, "--set", "fleet.shared=" + folder.Path, "--set", "predict.detector=none");
        string? line = worker.StandardOutput.ReadLine();
        Assert.True(line?.StartsWith("works for " + url, StringComparison.Ordinal), line ?? worker.StandardError.ReadToEnd());

        // Nobody reads its warnings; a full pipe would stop it.
        worker.ErrorDataReceived += (_, _) => { };
        worker.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Starts the program.</summary>
    public Process Start(params string[] args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(folder.File("temporary")).FullName;
        Process process = Process.Start(start)!;
        started.Add(process);
        return process;
    }

    /// <summary>A line of JSON without what differs from run to run.</summary>
    public static string WithoutTimes(string line) => Times().Replace(line, "");

    public void Dispose()
    {
        foreach (Process process in started)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        folder.Dispose();
    }

    [GeneratedRegex("\"milliseconds\":\\{[^}]*\\}")]
    private static partial Regex Times();
}
