using MaskML.Predict.Concurrency;

namespace MaskML.Train.Reports.Html;

/// <summary>A picture in a gallery.</summary>
/// <param name="File">Path of the image; null, or a file that does not exist any more, gives an empty frame.</param>
/// <param name="Box">The face in pixels of the upright photo; null shows the whole image.</param>
/// <param name="Name">The name of the image in reports.</param>
/// <param name="Lines">The lines of the caption; the first is the most important.</param>
internal sealed record GalleryPicture(string? File, Rect? Box, string Name, IReadOnlyList<string> Lines);

/// <summary>
/// Pictures with captions, embedded as small JPEG files. Their number and their total size are limited; a picture that cannot be read
/// becomes an empty frame instead of an error.
/// </summary>
/// <param name="maxPictures">Largest number of pictures.</param>
/// <param name="maxMegapixels">Largest picture to decode.</param>
internal sealed class PictureGallery(int maxPictures, double maxMegapixels)
{
    /// <summary>Largest number of pictures, unless stated otherwise.</summary>
    public const int DefaultMaxPictures = 48;

    /// <summary>Pictures beyond this total size become empty frames.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>The gallery.</summary>
    /// <param name="pictures">The pictures, the most important first; only those that are shown are read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public Markup Of(IReadOnlyList<GalleryPicture> pictures, CancellationToken cancellationToken = default)
    {
        if (pictures.Count == 0)
        {
            return Markup.Empty;
        }

        GalleryPicture[] shown = [.. pictures.Take(maxPictures)];
        IEnumerable<byte[]?> thumbnails = OrderedParallel.Select(shown, Environment.ProcessorCount, Make, cancellationToken);
        int bytes = 0;
        Markup[] figures = [.. shown.Zip(thumbnails, (picture, jpeg) =>
        {
            bytes += jpeg?.Length ?? 0;
            return Figure(picture, bytes > MaxBytes ? null : jpeg);
        })];
        Markup rest = pictures.Count > shown.Length
            ? Markup.Of($"<p class=\"note\">The first {shown.Length} of {pictures.Count}.</p>")
            : Markup.Empty;
        return Markup.Of($"<div class=\"gallery\">\n{figures}</div>\n{rest}");
    }

    private byte[]? Make(GalleryPicture picture) =>
        picture.File is null ? null : Thumbnail.TryMake(picture.File, picture.Box, maxMegapixels);

    // Long labels break at their underscores, and figures stay with their unit.
    private static Markup Breakable(string line) => new(Markup.Text(line.Replace(" %", "\u00A0%", StringComparison.Ordinal)).Html
        .Replace("_", "_<wbr>", StringComparison.Ordinal));

    private static Markup Figure(GalleryPicture picture, byte[]? jpeg)
    {
        Markup image = jpeg is null
            ? Markup.Of($"<div class=\"absent\">no picture</div>")
            : Markup.Of($"<img alt=\"{picture.Name}\" src=\"data:image/jpeg;base64,{new Markup(Convert.ToBase64String(jpeg))}\">");
        Markup lines = Markup.Join(
            picture.Lines.Select(Breakable).Select((line, i) => i == 0 ? Markup.Of($"<b>{line}</b>") : Markup.Of($"<span>{line}</span>")));
        return Markup.Of($"<figure>{image}<figcaption>{lines}<span class=\"path\">{picture.Name}</span></figcaption></figure>\n");
    }
}
