using System.Diagnostics;
using System.Globalization;

namespace MaskML.Bench.Http;

/// <summary>MaskML.Serve as a process of its own, on a free port of this machine.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;

    private readonly Task<string> error;

    private ServeProcess(Process process, Task<string> error, Uri address)
    {
        this.process = process;
        this.error = error;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Whether it is still there.</summary>
    public bool IsAlive => !process.HasExited;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="args">Further arguments.</param>
    /// <exception cref="InvalidOperationException">It does not start; its own words tell why.</exception>
    public static async Task<ServeProcess> StartAsync(IEnumerable<string> args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", .. args, "--url", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Writing a line for each request costs the same with every server, and nobody reads them here.
        start.Environment["Logging__LogLevel__MaskML.Serve"] = "Error";
        start.Environment["MALLOC_ARENA_MAX"] = "2";
        Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        return line is null
            ? throw new InvalidOperationException("The service does not start: " + await error.ConfigureAwait(false))
            : new ServeProcess(process, error, new Uri(line.Split(' ')[0]));
    }

    /// <summary>What it holds of the machine now.</summary>
    public string Footprint()
    {
        process.Refresh();
        string handles = OperatingSystem.IsLinux()
            ? string.Create(CultureInfo.InvariantCulture, $", {Directory.GetFiles($"/proc/{process.Id}/fd").Length} handles")
            : "";
        return FormattableString.Invariant($"{process.WorkingSet64 / 1e6:0} MB, {process.Threads.Count} threads{handles}");
    }

    /// <summary>Ends it and gives what it logged: errors.</summary>
    public string End()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

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
