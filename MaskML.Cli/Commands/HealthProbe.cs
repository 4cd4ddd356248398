using MaskML.Serve;
using MaskML.Serve.Hosting;

namespace MaskML.Cli.Commands;

/// <summary>
/// <c>--healthcheck</c>: asks a service on this machine whether it is ready, for containers without curl.
/// </summary>
/// <param name="options">Where the service listens.</param>
/// <param name="console">Receives the answer.</param>
internal sealed class HealthProbe(ServeOptions options, CommandConsole console)
{
    // Shorter than the timeout of the container's health check, so that the reason is reported.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Sends one request.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see cref="ExitCodes.Done"/> if it is ready; otherwise <see cref="ExitCodes.Fault"/>, as Docker requires.</returns>
    /// <exception cref="UsageException">The configured port is 0, so the actual port is unknown.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Uri address = Address(options.Url);
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = RequestTimeout };
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, cancellationToken);
            TextWriter writer = response.IsSuccessStatusCode ? console.Output : console.Error;
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            writer.WriteLine($"{address}: {(int)response.StatusCode} {body}");
            return response.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Fault;
        }
        catch (Exception e)
            when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            console.Error.WriteLine($"{address}: {e.Message}");
            return ExitCodes.Fault;
        }
    }

    /// <summary>The address to ask: the loopback address when the service listens on all addresses of the machine.</summary>
    internal static Uri Address(string url)
    {
        string parsable = url
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal);
        var address = new UriBuilder(parsable) { Path = ServeRun.ReadyPath };
        address.Host = address.Host switch { "0.0.0.0" => "127.0.0.1", "[::]" => "[::1]", _ => address.Host };
        return address.Port != 0
            ? address.Uri
            : throw new UsageException(
                $"serve.url {url}: the service takes a free port when it starts, which nobody else knows. "
                + "Name a port to ask for its health.");
    }
}
