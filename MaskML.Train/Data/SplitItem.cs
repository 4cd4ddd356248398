namespace MaskML.Train.Data;

/// <summary>An image as the splitter sees it.</summary>
/// <param name="ContentHash">SHA-256 of its bytes; gives the random order.</param>
/// <param name="Group">Images with the same number are duplicates.</param>
/// <param name="Source">Index of its source.</param>
/// <param name="Given">The split that the folder gives it.</param>
/// <param name="Labels">One label for each sample in the image.</param>
public sealed record SplitItem(ReadOnlyMemory<byte> ContentHash, int Group, int Source, Split? Given, IReadOnlyList<string> Labels);
