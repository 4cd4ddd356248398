namespace MaskML.Predict.Options;

/// <summary>
/// Marks a text, or a list of texts, as paths: relative ones start at the folder of the file that states them, or at the current
/// directory where the environment or the command line states them.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigPathAttribute : Attribute
{
    /// <summary>Whether the text may be a name too: then it is a path only with a separator in it or <c>.onnx</c> at its end.</summary>
    public bool OrName { get; init; }

    /// <summary>Whether an empty text is allowed; it stays empty.</summary>
    public bool MayBeEmpty { get; init; }
}
