using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Prediction;

/// <summary>A content type in which an annotated picture can be sent.</summary>
/// <param name="MediaType">Content type of the response.</param>
/// <param name="PictureType">Content type of the picture.</param>
/// <param name="Extension">File extension of the picture's format, for OpenCV.</param>
internal sealed record PictureKind(string MediaType, string PictureType, string Extension)
{
    /// <summary>All kinds, the default first. JSON has the picture in its property <c>picture</c>.</summary>
    public static IReadOnlyList<PictureKind> All { get; } =
    [
        new("image/jpeg", "image/jpeg", ".jpg"), new("image/png", "image/png", ".png"), new("application/json", "image/jpeg", ".jpg"),
    ];

    /// <summary>Whether the picture is a property of a JSON object.</summary>
    public bool IsJson => MediaType != PictureType;

    /// <summary>Chooses the kind that the request's <c>Accept</c> header prefers.</summary>
    /// <exception cref="ServeException">The header accepts none of the kinds.</exception>
    public static PictureKind Choose(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        if (string.IsNullOrWhiteSpace(accept)
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? wanted))
        {
            return All[0];
        }

        // The sort is stable: among equal qualities the order in the header decides, then the order of All.
        IEnumerable<MediaTypeHeaderValue> preferred =
            wanted.Where(type => type.Quality is null or > 0).OrderByDescending(type => type.Quality ?? 1);
        return preferred.SelectMany(type => All.Where(kind => new MediaTypeHeaderValue(kind.MediaType).IsSubsetOf(type))).FirstOrDefault()
            ?? throw new ServeException(
                "not-acceptable", $"Accept: an annotated picture is available as {string.Join(", ", All.Select(kind => kind.MediaType))}.");
    }
}
