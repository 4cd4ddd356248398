using System.Net;
using System.Net.Http.Headers;
using MaskML.Predict.Files;

namespace MaskML.Predict.Reloading;

/// <summary>
/// A model at an HTTP address. Conditional requests (ETag, Last-Modified) transfer the model only if it has changed. Failures are
/// followed by exponential back-off.
/// </summary>
/// <param name="uri">The address.</param>
/// <param name="period">Time between requests; zero for a single request.</param>
/// <param name="options">Limits of size and time.</param>
/// <param name="services">Clock and HTTP clients.</param>
internal sealed class UriModelSource(Uri uri, TimeSpan period, ReloadOptions options, LiveModelServices services) : IModelSource
{
    private const int MaxDoublings = 5;

    private EntityTagHeaderValue? etag;
    private DateTimeOffset? modified;
    private int failures;

    /// <inheritdoc/>
    public string Location => // Without the query, which can contain secrets.
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <inheritdoc/>
    public bool Watches => period > TimeSpan.Zero;

    /// <summary>The delay before the next request: the period, doubled for each consecutive failure, with 20 % jitter.</summary>
    /// <param name="period">Time between requests without failures.</param>
    /// <param name="failures">Number of consecutive failures.</param>
    /// <param name="random">A random number in 0..1, so that many clients do not send their requests at the same moment.</param>
    public static TimeSpan NextDelay(TimeSpan period, int failures, double random) =>
        period * (1 << Math.Min(failures, MaxDoublings)) * (0.8 + (0.4 * random));

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(NextDelay(period, failures, Random.Shared.NextDouble()), services.Time, cancellationToken);

    /// <inheritdoc/>
    public void Reset() => (etag, modified) = (null, null);

    /// <inheritdoc/>
    public async Task<ModelSnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        failures++; // Reset to 0 after a success.
        using var timeout = new CancellationTokenSource(options.DownloadTimeout, services.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            ModelSnapshot? snapshot = await DownloadAsync(linked.Token).ConfigureAwait(false);
            failures = 0;
            return snapshot;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InputException($"{Location}: the model was not there within {options.DownloadTimeout}.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new InputException($"{Location}: the model cannot be downloaded: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<ModelSnapshot?> DownloadAsync(CancellationToken cancellationToken)
    {
        using HttpClient client = services.CreateHttpClient();
        client.Timeout = Timeout.InfiniteTimeSpan; // The timeout of ReadAsync includes the body.
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        bool conditional = etag is not null || modified is not null;
        if (etag is not null)
        {
            request.Headers.IfNoneMatch.Add(etag);
        }

        request.Headers.IfModifiedSince = modified;
        using HttpResponseMessage response =
            await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified && conditional)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InputException(
                $"{Location}: the server answered {(int)response.StatusCode} {response.ReasonPhrase}, expected 200 with a model.");
        }

        byte[] bytes = await ReadBodyAsync(response.Content, cancellationToken).ConfigureAwait(false);
        (etag, modified) = (response.Headers.ETag, response.Content.Headers.LastModified);
        return new ModelSnapshot(bytes, Location);
    }

    private async Task<byte[]> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // Content-Length avoids a useless download. It can be missing or wrong, so the body is limited as well.
        byte[]? bytes = null;
        if (content.Headers.ContentLength is not { } length || length <= options.MaxBytes)
        {
            Stream body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                bytes = await BoundedReading.ReadAsync(body, options.MaxBytes, cancellationToken).ConfigureAwait(false);
            }
        }

        return bytes ?? throw new InputException($"{Location}: more than {options.MaxBytes} bytes, which is the most that is accepted.");
    }
}
