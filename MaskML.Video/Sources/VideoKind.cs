namespace MaskML.Video.Sources;

/// <summary>Where a video comes from.</summary>
internal enum VideoKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A camera of this machine.</summary>
    Camera,

    /// <summary>A stream or a file on another machine.</summary>
    Url,
}
