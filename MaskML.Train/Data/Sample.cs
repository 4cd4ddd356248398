namespace MaskML.Train.Data;

/// <summary>What a sample is used for.</summary>
public enum Split : byte
{
    /// <summary>The head is fitted to it.</summary>
    Train,

    /// <summary>Choices, such as the strength of L2, are made on it.</summary>
    Validation,

    /// <summary>It is scored once, at the end.</summary>
    Test,
}

/// <summary>One crop to train on or to score.</summary>
/// <param name="File">The file that it is cut from.</param>
/// <param name="Target">Its label, and its box where the file is a photo with annotated faces.</param>
/// <param name="LabelIndex">Index of the label in <see cref="Dataset.Labels"/>.</param>
/// <param name="Split">What it is used for.</param>
/// <param name="ContentHash">SHA-256 of the file's bytes.</param>
/// <param name="Width">Width of the upright picture in pixels.</param>
/// <param name="Height">Height of the upright picture in pixels.</param>
/// <param name="Weight">Gives all sources the same total weight; 1 on average over the training samples.</param>
public sealed record Sample(
    ImageFile File, Target Target, int LabelIndex, Split Split, ReadOnlyMemory<byte> ContentHash, int Width, int Height, float Weight)
{
    /// <summary>Number of its group of copies, byte-identical or nearly so; -1 where it is not known.</summary>
    internal int Group { get; init; } = -1;

    /// <summary>The label.</summary>
    public string Label => Target.Label;

    /// <summary>The face in pixels, inside the photo; null where the whole image is the crop.</summary>
    public Rect? Box => Target.Box;
}
