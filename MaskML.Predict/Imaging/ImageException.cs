namespace MaskML.Predict.Imaging;

/// <summary>Bytes that cannot be used as an image.</summary>
/// <param name="fault">What is wrong with them.</param>
/// <param name="message">What was found and what was expected.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class ImageException(ImageFault fault, string message, Exception? inner = null) : InputException(message, inner)
{
    /// <summary>What is wrong with the image.</summary>
    public ImageFault Fault { get; } = fault;
}

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
