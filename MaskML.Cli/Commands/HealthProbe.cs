using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
using MaskML.Serve;
using MaskML.Serve.Health;

namespace MaskML.Cli.Commands;

/// <summary><c>--healthcheck</c>: asks a service that runs on this machine whether it is ready, for containers, which have no curl.</summary>
/// <param name="config">Where it listens.</param>
/// <param name="console">Where the answer goes.</param>
internal sealed class HealthProbe(ServeOptions config, CommandConsole console)
{
    // Less than the time-out of the container's health check, so that the reason is told.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    /// <summary>Asks once.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns><see cref="ExitCodes.Done"/> if it is ready; otherwise <see cref="ExitCodes.Fault"/>, as Docker wants it.</returns>
    /// <exception cref="UsageException">Its port is chosen when it starts.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        Uri address = Address(config.Url);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Longest };
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, stop);
            (response.IsSuccessStatusCode ? console.Output : console.Error).WriteLine($"{address}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(stop)}");
            return response.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Fault;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !stop.IsCancellationRequested))
        {
            console.Error.WriteLine($"{address}: {e.Message}");
            return ExitCodes.Fault;
        }
    }

    /// <summary>Where a service that listens at an address is asked: at this machine, where it listens at all of its addresses.</summary>
    internal static Uri Address(string url)
    {
        var address = new UriBuilder(url.Replace("://*", "://127.0.0.1", StringComparison.Ordinal).Replace("://+", "://127.0.0.1", StringComparison.Ordinal)) { Path = HealthEndpoints.Ready };
        address.Host = address.Host switch
        {
            "0.0.0.0" => "127.0.0.1",
            "[::]" => "[::1]",
            _ => address.Host,
        };
        return address.Port != 0
            ? address.Uri
            : throw new UsageException($"serve.url {url}: the service takes a free port when it starts, which nobody else knows. Name a port to ask for its health.");
    }
}
