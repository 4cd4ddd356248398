using MaskML.Predict.Files;
using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Prediction;

/// <summary>Checks the content type and length of a request before its body is read, and reads a body that is one photo.</summary>
internal sealed class PhotoBody(ServeOptions limits)
{
    /// <summary>Content types of a body that is one photo. The format is detected from the content.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["image/jpeg", "image/png", "image/bmp", "image/webp", "application/octet-stream"];

    /// <summary>Content type of a body with several photos.</summary>
    public const string Multipart = "multipart/form-data";

    // Unregistered content types that clients send.
    private static readonly string[] Aliases = ["image/jpg", "image/pjpeg", "image/x-png", "image/x-ms-bmp"];

    private const string Unnamed = "body";
    private const int MaxShownLength = 200;

    /// <summary>Whether the body is a multipart body with several photos, not a single photo.</summary>
    /// <exception cref="ServeException">The content type or encoding is not supported, or the declared length exceeds the
    /// limit.</exception>
    public bool IsMultipart(HttpRequest request)
    {
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
                $"Found the content type '{RequestText.Truncate(request.ContentType!, MaxShownLength)}', "
                + $"expected {string.Join(", ", Types)} for one photo, or {Multipart} for several. "
                + "With curl: -H 'Content-Type: image/jpeg' --data-binary @photo.jpg, or -F photo=@photo.jpg.");
        }

        (int maxBytes, string setting) = several ? (limits.MaxTotalBytes, "maxTotalBytes") : (limits.MaxBytes, "maxBytes");
        if (request.ContentLength > maxBytes)
        {
            throw new ServeException("too-large", FormattableString.Invariant(
                $"The body has {request.ContentLength} bytes, at most {maxBytes} are accepted (serve.{setting})."));
        }

        return several;
    }

    /// <summary>Reads a body that is one photo.</summary>
    /// <exception cref="ServeException">The body is too large or ends early.</exception>
    public async Task<(string Source, byte[] Bytes)> ReadAsync(
        HttpRequest request, Uploads.Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            var body = new UploadStream(request.Body, upload, limits.MaxBytes, "maxBytes");
            byte[] bytes = (await BoundedReading.ReadAsync(body, int.MaxValue, cancellationToken))!;
            upload.Complete();
            return (Name(request.Headers.ContentDisposition) ?? Unnamed, bytes);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            // For example malformed chunks.
            throw new ServeException("bad-request", $"The body cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file name in a Content-Disposition header; null if there is none.</summary>
    public static string? Name(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out ContentDispositionHeaderValue? parsed)
        && (parsed.FileNameStar.HasValue ? parsed.FileNameStar : HeaderUtilities.RemoveQuotes(parsed.FileName)).Value is { } name
        && name.Length > 0
            ? RequestText.Truncate(name, MaxShownLength)
            : null;

    /// <summary>Whether a part or body with this content type, or with none, may be a photo.</summary>
    public static bool IsPhoto(string? given, MediaTypeHeaderValue? parsed) =>
        string.IsNullOrEmpty(given)
        || (parsed is not null && Types.Concat(Aliases).Contains(parsed.MediaType.Value, StringComparer.OrdinalIgnoreCase));
}
