using System.Runtime.CompilerServices;
using MaskML.Predict.Files;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Prediction;

/// <summary>Reads the photos of a multipart body one by one as they arrive, so that only one is in memory at a time.</summary>
internal sealed class PhotoParts(ServeOptions limits)
{
    /// <summary>Reads the photos. The bytes of a photo that is too large are null.</summary>
    /// <exception cref="ServeException">The body cannot be read, or has no photos, too many, or a part that is not a file.</exception>
    public async IAsyncEnumerable<(string Source, byte[]? Bytes)> ReadAsync(
        HttpRequest request, Uploads.Upload upload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(
            Boundary(request.ContentType), new UploadStream(request.Body, upload, limits.MaxTotalBytes, "maxTotalBytes"));
        int count = 0;
        while (await TranslateAsync(() => reader.ReadNextSectionAsync(cancellationToken)) is { } part)
        {
            if (++count > limits.MaxFiles)
            {
                throw new ServeException(
                    "too-many-files", $"Found more than {limits.MaxFiles} photos, the limit for one request (serve.maxFiles).");
            }

            string source = Source(part);
            byte[]? bytes = await TranslateAsync(() => BoundedReading.ReadAsync(part.Body, limits.MaxBytes, cancellationToken));
            upload.Complete();
            yield return (source, bytes);
            upload.Next();
        }

        if (count == 0)
        {
            throw new ServeException("bad-multipart", "Found no photo, expected at least one part with a file.");
        }
    }

    private static string Source(MultipartSection part)
    {
        bool typed = MediaTypeHeaderValue.TryParse(part.ContentType, out MediaTypeHeaderValue? type);
        string? field = ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out ContentDispositionHeaderValue? disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value
            : null;
        string? name = PhotoBody.Name(part.ContentDisposition);

        // A text field has neither a file name nor a content type.
        return name is null && (!typed || !PhotoBody.IsPhoto(part.ContentType, type))
            ? throw new ServeException(
                "bad-multipart",
                $"Found the field '{field}' without a file, expected files only. Parameters belong in the query, such as ?annotate=true.")
            : name ?? field ?? "";
    }

    private static string Boundary(string? contentType)
    {
        string? boundary = MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;

        // RFC 2046, section 5.1.1.
        const int longest = 70;
        return boundary is { Length: > 0 and <= longest }
            ? boundary
            : throw new ServeException(
                "bad-multipart", $"Found no usable boundary in the content type, expected boundary= with 1 to {longest} characters.");
    }

    private static async Task<T> TranslateAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new ServeException("bad-multipart", $"The body does not follow its content type: {e.Message}", e);
        }
    }
}
