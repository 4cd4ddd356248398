using MaskML.Bench.Processes;

namespace MaskML.Bench.Http;

/// <summary><c>maskml serve</c> in another process, on a free local port.</summary>
internal sealed class ServeProcess(Process process, Task<string> error, Uri address) : IDisposable
{
    /// <summary>Address of the service.</summary>
    public Uri Address => address;

    /// <summary>Whether the process is running.</summary>
    public bool IsAlive => !process.HasExited;

    /// <summary>The most memory that the process has had.</summary>
    public long PeakBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Processor time that the process has used.</summary>
    public TimeSpan Processor => ChildProcess.ProcessorOf(process);

    /// <summary>Starts the service and waits until it listens.</summary>
    /// <param name="args">Arguments of the service.</param>
    /// <exception cref="InvalidOperationException">The service does not start; the message contains its error output.</exception>
    public static async Task<ServeProcess> StartAsync(IEnumerable<string> args)
    {
        Process process = ChildProcess.StartMaskML(
            ["serve", .. args, "--url", "http://127.0.0.1:0"],
            folder: null,
            ("Logging__LogLevel__MaskML.Serve", "Error"), // Request logging would add the same cost to every server.
            ("MALLOC_ARENA_MAX", "2"));
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        return line is null
            ? throw new InvalidOperationException("The service does not start: " + await error.ConfigureAwait(false))
            : new ServeProcess(process, error, new Uri(line.Split(' ')[0]));
    }

    /// <summary>Memory, threads and handles of the process.</summary>
    public string Footprint()
    {
        process.Refresh();
        string handles = OperatingSystem.IsLinux() ? $", {Directory.GetFiles($"/proc/{process.Id}/fd").Length} handles" : "";
        return $"{process.WorkingSet64 / 1e6:0} MB, {process.Threads.Count} threads{handles}";
    }

    /// <summary>Kills the process and returns the errors that it logged.</summary>
    public string End()
    {
        process.Kill();
        process.WaitForExit();
        return error.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        process.Dispose();
    }
}
