using System.Globalization;

namespace MaskML.Video.Sources;

/// <summary>A video file, a camera or a stream that a command line names.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Path of the file, or URL with everything in it; the camera as it was named.</param>
/// <param name="Camera">Number of the camera.</param>
internal sealed record VideoAddress(VideoKind Kind, string Text, int Camera = 0)
{
    private const string CameraPrefix = "camera:";

    private static readonly string[] Extensions =
        [".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".flv", ".3gp", ".ogv", ".mjpeg", ".mjpg"];

    private static readonly string[] Schemes = ["rtsp://", "rtsps://", "http://", "https://"];

    /// <summary>Its name for messages and results; never tells the password of a URL.</summary>
    public string Name => Kind == VideoKind.Url ? HidePassword(Text) : Text;

    /// <summary>A name for files that are made of it.</summary>
    public string FileStem => Kind switch
    {
        VideoKind.File => Path.GetFileNameWithoutExtension(Text),
        VideoKind.Camera => FormattableString.Invariant($"camera-{Camera}"),
        _ => Uri.TryCreate(Text, UriKind.Absolute, out Uri? url) ? StemOf(url) : "stream",
    };

    /// <summary>Reads what a command line names.</summary>
    /// <param name="path"><c>camera:0</c>, or its number alone; a URL; a file with the extension of a video.</param>
    /// <returns>The address, or null where it is a photo or a folder.</returns>
    public static VideoAddress? TryParse(string path)
    {
        if (Schemes.Any(scheme => path.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            return new VideoAddress(VideoKind.Url, path);
        }

        // A file or folder may be named like a camera.
        string number = path.StartsWith(CameraPrefix, StringComparison.OrdinalIgnoreCase) ? path[CameraPrefix.Length..] : path;
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int camera) && !Path.Exists(path))
        {
            return new VideoAddress(VideoKind.Camera, path, camera);
        }

        return Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && !Directory.Exists(path)
            ? new VideoAddress(VideoKind.File, path)
            : null;
    }

    /// <summary>Replaces the user and password of a URL.</summary>
    /// <param name="text">A URL, or a message that has it in it.</param>
    public string HidePassword(string text)
    {
        if (!Uri.TryCreate(Text, UriKind.Absolute, out Uri? url) || url.UserInfo.Length == 0)
        {
            return text;
        }

        return text.Replace(Text[(Text.IndexOf("://", StringComparison.Ordinal) + 3)..(Text.IndexOf('@', StringComparison.Ordinal) + 1)], "***@", StringComparison.Ordinal);
    }

    private static string StemOf(Uri url)
    {
        string name = url.Host + Path.ChangeExtension(url.AbsolutePath, null);
        return new string([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_')]).Trim('_');
    }
}
