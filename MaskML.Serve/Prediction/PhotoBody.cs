using MaskML.Predict.Files;
using MaskML.Serve.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Prediction;

/// <summary>What the body of a request is, and one photo out of it. Nothing is read before the limits are known to hold.</summary>
/// <param name="limits">The limits.</param>
internal sealed class PhotoBody(ServeOptions limits)
{
    /// <summary>Content types of a body that is one photo; the content decides on its format.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["image/jpeg", "image/png", "image/bmp", "image/webp", "application/octet-stream"];

    /// <summary>Content type of a body with several photos.</summary>
    public const string Multipart = "multipart/form-data";

    // What is sent, but registered nowhere.
    private static readonly string[] Nicknames = ["image/jpg", "image/pjpeg", "image/x-png", "image/x-ms-bmp"];

    private const string Unnamed = "body";
    private const int MostShown = 200;

    /// <summary>Whether a request has several photos; what is neither one nor several is a problem.</summary>
    /// <exception cref="ServeException">The content type or encoding is not supported, or the body says that it is too large.</exception>
    public bool IsMultipart(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            throw new ServeException("unsupported-media-type", "Found a Content-Encoding, expected none: photos are compressed already.");
        }

        bool several = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals(Multipart, StringComparison.OrdinalIgnoreCase);
        if (!several && !IsPhoto(request.ContentType, type))
        {
            throw new ServeException(
                "unsupported-media-type",
                $"Found the content type '{Shown.Cut(request.ContentType!, MostShown)}', expected {string.Join(", ", Types)} for one photo, or {Multipart} for several. "
                + "With curl: -H 'Content-Type: image/jpeg' --data-binary @photo.jpg, or -F photo=@photo.jpg.");
        }

        (int most, string name) = several ? (limits.MaxTotalBytes, "maxTotalBytes") : (limits.MaxBytes, "maxBytes");
        if (request.ContentLength > most)
        {
            throw new ServeException("too-large", FormattableString.Invariant($"The body has {request.ContentLength} bytes, at most {most} are accepted (serve.{name})."));
        }

        return several;
    }

    /// <summary>Reads a body that is one photo.</summary>
    /// <exception cref="ServeException">It is too large, or breaks off.</exception>
    public async Task<(string Source, byte[] Bytes)> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            byte[] bytes = await BoundedReading.ReadAsync(request.Body, limits.MaxBytes, cancel)
                ?? throw new ServeException("too-large", FormattableString.Invariant($"The body has more than {limits.MaxBytes} bytes, which are accepted (serve.maxBytes)."));
            return (Name(request.Headers.ContentDisposition) ?? Unnamed, bytes);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancel.IsCancellationRequested)
        {
            // Chunks that are none, for one.
            throw new ServeException("bad-request", $"The body cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file name of a Content-Disposition, or null.</summary>
    public static string? Name(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out ContentDispositionHeaderValue? parsed)
        && (parsed.FileNameStar.HasValue ? parsed.FileNameStar : HeaderUtilities.RemoveQuotes(parsed.FileName)).Value is { Length: > 0 } name
            ? Shown.Cut(name, MostShown)
            : null;

    /// <summary>Whether a content type, or none at all, may be that of a photo.</summary>
    public static bool IsPhoto(string? given, MediaTypeHeaderValue? parsed) =>
        string.IsNullOrEmpty(given)
        || (parsed is not null && Types.Concat(Nicknames).Contains(parsed.MediaType.Value, StringComparer.OrdinalIgnoreCase));
}
