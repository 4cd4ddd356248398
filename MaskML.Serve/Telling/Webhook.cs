using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MaskML.Serve.Events;

namespace MaskML.Serve.Telling;

/// <summary>
/// Posts events to a web address, signed as Standard Webhooks asks. Whatever may pass is tried again without end, by the resilience
/// handler of the client; an answer such as 400 or 410 refuses the event.
/// </summary>
/// <param name="options">Where to.</param>
/// <param name="client">Tries again by itself.</param>
/// <param name="attempts">Is told by the client of failed attempts.</param>
/// <param name="time">The clock.</param>
internal sealed class Webhook(WebhookOptions options, HttpClient client, AttemptLog attempts, TimeProvider time) : IReceiver
{
    /// <inheritdoc/>
    public string Name => options.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Types => options.Events;

    /// <inheritdoc/>
    public string? Problem => attempts.Problem;

    /// <summary>The signature of a body.</summary>
    public static string Sign(string secret, string id, string timestamp, string body) => "v1," + Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    /// <inheritdoc/>
    public async Task TellAsync(StoredEvent one, CancellationToken cancellationToken)
    {
        string timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url);
        request.Content = new StringContent(one.Json, Encoding.UTF8, new MediaTypeHeaderValue("application/cloudevents+json", "utf-8"));
        request.Headers.Add("webhook-id", one.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        if (options.Secret is { } secret)
        {
            request.Headers.Add("webhook-signature", Sign(secret, one.Id, timestamp, one.Json));
        }

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        attempts.Succeeded();
        if (!response.IsSuccessStatusCode)
        {
            throw new RefusedException(FormattableString.Invariant($"it answers {(int)response.StatusCode} {response.ReasonPhrase}"));
        }
    }
}
