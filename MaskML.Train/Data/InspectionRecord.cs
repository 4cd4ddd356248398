using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Imaging;

namespace MaskML.Train.Data;

/// <summary>What the cache stores about an image: size and fingerprint, or why it cannot be used.</summary>
/// <param name="Width">Width in pixels; 0 with a fault.</param>
/// <param name="Height">Height in pixels; 0 with a fault.</param>
/// <param name="Print">Its fingerprint; null with a fault.</param>
/// <param name="Fault">Why it cannot be used; null for a usable image.</param>
internal sealed record InspectionRecord(int Width, int Height, Fingerprint? Print, string? Fault)
{
    /// <summary>Length of the stored form: width, height, then the thumbnail or the text of the fault.</summary>
    public const int Bytes = 8 + Fingerprint.Bytes;

    // Part of the key: change it whenever decoding or fingerprints change.
    private static readonly byte[] Version = Encoding.ASCII.GetBytes("inspection 1");

    /// <summary>The record of a decoded picture.</summary>
    public static InspectionRecord Of(Mat picture) => new(picture.Width, picture.Height, Fingerprint.Of(picture), null);

    /// <summary>The record of a file that cannot be used.</summary>
    public static InspectionRecord Of(ImageException fault) => new(0, 0, null, fault.Message);

    /// <summary>Key in the cache.</summary>
    public static byte[] Key(ReadOnlySpan<byte> contentHash, double maxMegapixels)
    {
        Span<byte> limit = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(limit, maxMegapixels);
        return SHA256.HashData([.. contentHash, .. limit, .. Version]);
    }

    /// <summary>Writes the stored form.</summary>
    public void Write(Span<byte> payload)
    {
        payload.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(payload, Width);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], Height);
        if (Print is { } print)
        {
            print.Thumbnail.CopyTo(payload[8..]);
        }
        else
        {
            Encoding.UTF8.TryGetBytes(Fault.AsSpan(0, Math.Min(Fault!.Length, (Bytes - 8) / 3)), payload[8..], out _);
        }
    }

    /// <summary>Reads the stored form.</summary>
    public static InspectionRecord Read(ReadOnlySpan<byte> payload)
    {
        int width = BinaryPrimitives.ReadInt32LittleEndian(payload);
        int height = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        return width > 0
            ? new(width, height, new Fingerprint(payload.Slice(8, Fingerprint.Bytes)), null)
            : new(0, 0, null, Encoding.UTF8.GetString(payload[8..]).TrimEnd('\0'));
    }
}
