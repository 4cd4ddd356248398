using System.Security.Cryptography;
using System.Text;

namespace MaskML.Train.Data;

/// <summary>
/// A hash over the images of a split: their names, their labels and the contents of their files. Two runs with the same hash of their
/// test split were judged on the same images, and can be compared image by image.
/// </summary>
internal static class SplitHash
{
    /// <summary>Works the hash out.</summary>
    /// <param name="images">The images in the order of the data set: name, label, SHA-256 of the file.</param>
    /// <returns>The hash in lower-case hex.</returns>
    public static string Of(IEnumerable<(string Name, string Label, ReadOnlyMemory<byte> ContentHash)> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string label, ReadOnlyMemory<byte> content) in images)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{label}\n"));
            hash.AppendData(content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
