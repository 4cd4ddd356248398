using MaskML.Predict.Errors;

namespace MaskML.Predict.Imaging;

/// <summary>Bytes that cannot be used as an image.</summary>
/// <param name="fault">What is wrong with them.</param>
/// <param name="message">What was found and what was expected.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
public sealed class ImageException(ImageFault fault, string message, Exception? inner = null) : InputException(message, inner)
{
    /// <summary>What is wrong with the image.</summary>
    public ImageFault Fault { get; } = fault;
}
