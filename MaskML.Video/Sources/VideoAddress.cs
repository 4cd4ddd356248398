using System.Globalization;

namespace MaskML.Video.Sources;

/// <summary>The kind of a video source.</summary>
public enum VideoKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A camera of this machine.</summary>
    Camera,

    /// <summary>A stream or a file on another machine.</summary>
    Url,
}

/// <summary>The address of a video: a file, a camera or a stream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Path of the file, complete URL, or the camera as the user wrote it.</param>
/// <param name="Camera">Number of the camera, from 0.</param>
public sealed record VideoAddress(VideoKind Kind, string Text, int Camera = 0)
{
    private const string CameraPrefix = "camera:";

    private static readonly string[] Extensions =
    [
        ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".flv", ".3gp", ".ogv",
        ".mjpeg", ".mjpg",
    ];

    private static readonly string[] Schemes = ["rtsp://", "rtsps://", "http://", "https://"];

    /// <summary>Name for messages and results, without the password of a URL.</summary>
    public string Name => Kind == VideoKind.Url ? HidePassword(Text) : Text;

    /// <summary>Name without extension for files that are made from the video.</summary>
    public string FileStem => Kind switch
    {
        VideoKind.File => Path.GetFileNameWithoutExtension(Text),
        VideoKind.Camera => FormattableString.Invariant($"camera-{Camera}"),
        _ => Uri.TryCreate(Text, UriKind.Absolute, out Uri? url) ? StemOf(url) : "stream",
    };

    /// <summary>Whether it is a URL of the protocol RTSP.</summary>
    internal bool IsRtsp => Kind == VideoKind.Url && Text.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parses an address.</summary>
    /// <param name="path"><c>camera:0</c> or the number alone; an RTSP or HTTP URL; a file with the extension of a video.</param>
    /// <returns>The address; null for anything else, such as a photo or a folder.</returns>
    public static VideoAddress? TryParse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Schemes.Any(scheme => path.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            return new VideoAddress(VideoKind.Url, path);
        }

        // A file or folder named like a camera takes precedence.
        string number = path.StartsWith(CameraPrefix, StringComparison.OrdinalIgnoreCase) ? path[CameraPrefix.Length..] : path;
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int camera) && !Path.Exists(path))
        {
            return new VideoAddress(VideoKind.Camera, path, camera);
        }

        return Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && !Directory.Exists(path)
            ? new VideoAddress(VideoKind.File, path)
            : null;
    }

    /// <summary>Masks the user and password of the URL.</summary>
    /// <param name="text">The URL, or a message that contains it.</param>
    internal string HidePassword(string text)
    {
        if (!Uri.TryCreate(Text, UriKind.Absolute, out Uri? url) || url.UserInfo.Length == 0)
        {
            return text;
        }

        int begin = Text.IndexOf("://", StringComparison.Ordinal) + 3;
        return text.Replace(Text[begin..(Text.IndexOf('@', StringComparison.Ordinal) + 1)], "***@", StringComparison.Ordinal);
    }

    private static string StemOf(Uri url)
    {
        string name = url.Host + Path.ChangeExtension(url.AbsolutePath, null);
        return new string([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_')]).Trim('_');
    }
}
