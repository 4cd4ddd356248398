using MaskML.Predict.Concurrency;

namespace MaskML.Train.Reports.Html;

/// <summary>
/// Pictures with captions, embedded as small JPEG files. Their number and their bytes are bounded, whatever is given; a picture that
/// cannot be read is an empty frame, since a report must not fail because of it.
/// </summary>
/// <param name="most">Largest number of pictures.</param>
/// <param name="maxMegapixels">Largest picture to decode.</param>
internal sealed class PictureGallery(int most, double maxMegapixels)
{
    /// <summary>Largest number of pictures unless told otherwise.</summary>
    public const int DefaultMost = 48;

    /// <summary>Pictures beyond this sum are frames without content.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>The gallery.</summary>
    /// <param name="pictures">The pictures, the most important first; read only as far as they are shown.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Markup Of(IReadOnlyList<GalleryPicture> pictures, CancellationToken cancellation = default)
    {
        if (pictures.Count == 0)
        {
            return Markup.Empty;
        }

        GalleryPicture[] shown = [.. pictures.Take(most)];
        IEnumerable<byte[]?> thumbnails = OrderedParallel.Select(shown, Environment.ProcessorCount, Make, cancellation);
        int bytes = 0;
        Markup[] figures = [.. shown.Zip(thumbnails, (picture, jpeg) =>
        {
            bytes += jpeg?.Length ?? 0;
            return Figure(picture, bytes > MostBytes ? null : jpeg);
        })];
        Markup rest = pictures.Count > shown.Length ? Markup.Of($"<p class=\"note\">The first {shown.Length} of {pictures.Count}.</p>") : Markup.Empty;
        return Markup.Of($"<div class=\"gallery\">\n{figures}</div>\n{rest}");
    }

    private byte[]? Make(GalleryPicture picture) => picture.File is null ? null : Thumbnail.TryMake(picture.File, picture.Box, maxMegapixels);

    private static Markup Figure(GalleryPicture picture, byte[]? jpeg)
    {
        Markup image = jpeg is null
            ? Markup.Of($"<div class=\"absent\">no picture</div>")
            : Markup.Of($"<img alt=\"{picture.Name}\" src=\"data:image/jpeg;base64,{new Markup(Convert.ToBase64String(jpeg))}\">");
        Markup lines = Markup.Join(picture.Lines.Select((line, i) => i == 0 ? Markup.Of($"<b>{line}</b>") : Markup.Of($"<span>{line}</span>")));
        return Markup.Of($"<figure>{image}<figcaption>{lines}<span class=\"path\">{picture.Name}</span></figcaption></figure>\n");
    }
}
