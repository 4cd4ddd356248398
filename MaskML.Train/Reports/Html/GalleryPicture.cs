using OpenCvSharp;

namespace MaskML.Train.Reports.Html;

/// <summary>A picture in a gallery.</summary>
/// <param name="File">Path of the image; null, or one that is gone, gives an empty frame.</param>
/// <param name="Box">The face in pixels of the upright photo; null shows the whole image.</param>
/// <param name="Name">Which image it is, as reports name it.</param>
/// <param name="Lines">What is to be said of it, a line each; the first is the most important.</param>
internal sealed record GalleryPicture(string? File, Rect? Box, string Name, IReadOnlyList<string> Lines);
