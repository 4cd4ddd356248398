namespace MaskML.Predict.Imaging;

/// <summary>Why bytes cannot be used as an image.</summary>
public enum ImageFault
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>No image format is recognised.</summary>
    NotAnImage,

    /// <summary>The image ends before its last row.</summary>
    Truncated,

    /// <summary>More pixels than allowed.</summary>
    TooLarge,

    /// <summary>The format is recognised, but the pixels cannot be decoded.</summary>
    Undecodable,

    /// <summary>The file cannot be read.</summary>
    Unreadable,
}
