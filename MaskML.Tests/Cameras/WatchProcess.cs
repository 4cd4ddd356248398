using System.Diagnostics;
using System.Text.Json;
using MaskML.Tests.Support;

namespace MaskML.Tests.Cameras;

/// <summary>The service in a process of its own, which watches cameras.</summary>
internal sealed class WatchProcess : IDisposable
{
    private WatchProcess(Process process, HttpClient client) => (Process, Client) = (process, client);

    public Process Process { get; }

    public HttpClient Client { get; }

    /// <summary>
    /// Starts the service with the <c>mlconfig.json</c> of a folder, and with variables, and waits until it listens.
    /// </summary>
    public static async Task<WatchProcess> StartAsync(string folder, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "maskml.dll"), "serve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(folder, "temporary")).FullName;
        start.Environment["Logging__LogLevel__Default"] = "None";
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string? line = await process.StandardOutput.ReadLineAsync();
        return new WatchProcess(process, new HttpClient { BaseAddress = new Uri(line!.Split(' ')[0]) });
    }

    /// <summary>Writes a configuration.</summary>
    public static Task ConfigureAsync(string folder, object config) =>
        File.WriteAllTextAsync(Path.Combine(folder, "mlconfig.json"), JsonSerializer.Serialize(config));

    /// <summary>Ends the service as an administrator does.</summary>
    public Task StopAsync()
    {
        TrainProcess.Signal(Process, "TERM");
        return Process.WaitForExitAsync();
    }

    public void Dispose()
    {
        Client.Dispose();
        Process.Kill();
        Process.Dispose();
    }
}
