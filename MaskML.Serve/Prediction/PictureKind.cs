using MaskML.Serve.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Prediction;

/// <summary>In which shape an annotated picture is answered.</summary>
/// <param name="MediaType">Content type of the answer.</param>
/// <param name="PictureType">Content type of the picture.</param>
/// <param name="Extension">Extension that OpenCV knows the picture's format by.</param>
internal sealed record PictureKind(string MediaType, string PictureType, string Extension)
{
    /// <summary>The kinds, the usual one first; JSON has the picture in its member <c>picture</c>.</summary>
    public static IReadOnlyList<PictureKind> All { get; } =
    [
        new("image/jpeg", "image/jpeg", ".jpg"), new("image/png", "image/png", ".png"), new("application/json", "image/jpeg", ".jpg"),
    ];

    /// <summary>Whether the picture comes inside of JSON.</summary>
    public bool IsJson => MediaType != PictureType;

    /// <summary>Chooses by the header <c>Accept</c>: the kind that the caller likes best.</summary>
    /// <exception cref="ServeException">None is acceptable.</exception>
    public static PictureKind Choose(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        if (string.IsNullOrWhiteSpace(accept) || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? wanted))
        {
            return All[0];
        }

        // The sort is stable: among equals the caller's order counts, then ours.
        IEnumerable<MediaTypeHeaderValue> liked = wanted.Where(type => type.Quality is null or > 0).OrderByDescending(type => type.Quality ?? 1);
        return liked.SelectMany(type => All.Where(kind => new MediaTypeHeaderValue(kind.MediaType).IsSubsetOf(type))).FirstOrDefault()
            ?? throw new ServeException("not-acceptable", $"Accept: an annotated picture comes as {string.Join(", ", All.Select(kind => kind.MediaType))}.");
    }
}
