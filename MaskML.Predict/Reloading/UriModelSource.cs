using System.Net;
using System.Net.Http.Headers;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;

namespace MaskML.Predict.Reloading;

/// <summary>
/// A model at an HTTP address, asked for now and then with what the server said of it last (ETag, Last-Modified), so that it is sent
/// only when it changed. After failures the pauses grow.
/// </summary>
/// <param name="uri">The address.</param>
/// <param name="period">How often to ask; zero for once.</param>
/// <param name="options">Limits on size and time.</param>
/// <param name="services">Clock and HTTP clients.</param>
internal sealed class UriModelSource(Uri uri, TimeSpan period, ReloadOptions options, LiveModelServices services) : IModelSource
{
    private const int MostDoublings = 5;

    private EntityTagHeaderValue? tag;
    private DateTimeOffset? modified;
    private int failures;

    /// <inheritdoc/>
    public string Where => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped); // Queries can hold secrets.

    /// <inheritdoc/>
    public bool Watches => period > TimeSpan.Zero;

    /// <summary>The pause before the next question: the period, doubled with each failure in a row, give or take a fifth.</summary>
    /// <param name="period">How often to ask while all is well.</param>
    /// <param name="failures">Failures in a row.</param>
    /// <param name="chance">A random number, 0..1, so that many programs do not ask at the same moment.</param>
    public static TimeSpan Pause(TimeSpan period, int failures, double chance) =>
        period * (1 << Math.Min(failures, MostDoublings)) * (0.8 + (0.4 * chance));

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken stop) =>
        Task.Delay(Pause(period, failures, Random.Shared.NextDouble()), services.Time, stop);

    /// <inheritdoc/>
    public void Forget() => (tag, modified) = (null, null);

    /// <inheritdoc/>
    public async Task<ModelSnapshot?> ReadAsync(CancellationToken stop)
    {
        failures++; // Until it went well.
        using var limit = new CancellationTokenSource(options.DownloadTimeout, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            ModelSnapshot? snapshot = await DownloadAsync(either.Token).ConfigureAwait(false);
            failures = 0;
            return snapshot;
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new InputException($"{Where}: the model was not there within {options.DownloadTimeout}.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new InputException($"{Where}: the model cannot be downloaded: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<ModelSnapshot?> DownloadAsync(CancellationToken stop)
    {
        using HttpClient client = services.CreateHttpClient();
        client.Timeout = Timeout.InfiniteTimeSpan; // Ours counts until the last byte.
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        bool asked = tag is not null || modified is not null;
        if (tag is not null)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        request.Headers.IfModifiedSince = modified;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified && asked)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InputException($"{Where}: the server answered {(int)response.StatusCode} {response.ReasonPhrase}, expected 200 with a model.");
        }

        byte[] bytes = await ReadBodyAsync(response.Content, stop).ConfigureAwait(false);
        (tag, modified) = (response.Headers.ETag, response.Content.Headers.LastModified);
        return new ModelSnapshot(bytes, Where);
    }

    private async Task<byte[]> ReadBodyAsync(HttpContent content, CancellationToken stop)
    {
        // The length that is told saves a download; a server need not tell it, or tell it truly.
        byte[]? bytes = null;
        if (content.Headers.ContentLength is not { } length || length <= options.MaxBytes)
        {
            Stream body = await content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                bytes = await BoundedReading.ReadAsync(body, options.MaxBytes, stop).ConfigureAwait(false);
            }
        }

        return bytes ?? throw new InputException($"{Where}: more than {options.MaxBytes} bytes, which is the most that is accepted.");
    }
}
