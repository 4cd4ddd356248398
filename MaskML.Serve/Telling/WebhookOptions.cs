using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Errors;
using MaskML.Predict.Options;
using MaskML.Serve.Events;

namespace MaskML.Serve.Telling;

/// <summary>A web address that is told of events.</summary>
public sealed record WebhookOptions
{
    /// <summary>Address that each event is posted to as CloudEvents JSON, http:// or https://.</summary>
    public string Url { get; init; } = "";

    /// <summary>
    /// Key of the signature, at least 16 characters: the header webhook-signature has the HMAC-SHA256 of webhook-id, webhook-timestamp and
    /// the body, joined by dots. Null signs nothing.
    /// </summary>
    [ConfigSecret]
    public string? Secret { get; init; }

    /// <summary>Types of events that are told.</summary>
    [MinLength(1)]
    [AllowedValues(
        EventTypes.ViolationStarted, EventTypes.ViolationEnded, EventTypes.PersonLeft, EventTypes.CameraLost, EventTypes.CameraBack)]
    public IReadOnlyList<string> Events { get; init; } =
        [EventTypes.ViolationStarted, EventTypes.ViolationEnded, EventTypes.CameraLost, EventTypes.CameraBack];

    /// <summary>Longest time for one call, in seconds.</summary>
    [Range(0.1, 300.0)]
    public double TimeoutSeconds { get; init; } = 5;

    /// <summary>The address without credentials and query, which names the receiver.</summary>
    internal string Name => new Uri(Url).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Checks what the rules of single values do not cover.</summary>
    /// <exception cref="UsageException">A webhook cannot be used.</exception>
    internal static void Check(IReadOnlyList<WebhookOptions> webhooks)
    {
        for (int i = 0; i < webhooks.Count; i++)
        {
            WebhookOptions webhook = webhooks[i];
            if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            {
                throw new UsageException($"webhooks[{i}].url: found something else, expected an http:// or https:// URL.");
            }

            if (webhook.Secret is { Length: < 16 })
            {
                throw new UsageException($"webhooks[{i}].secret: found {webhook.Secret.Length} characters, expected at least 16.");
            }

            if (webhooks.Take(i).Any(other => other.Name == webhook.Name))
            {
                throw new UsageException($"webhooks[{i}].url: found {webhook.Name} twice, expected it once.");
            }
        }
    }
}
