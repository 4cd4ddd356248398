namespace MaskML.Predict.Files;

/// <summary>Reads streams of which nobody knows how long they are.</summary>
public static class BoundedReading
{
    private const int Part = 1 << 16;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; it stays the caller's.</param>
    /// <param name="most">How many bytes are accepted.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The bytes, or null if there are more.</returns>
    public static async Task<byte[]?> ReadAsync(Stream stream, int most, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        byte[] part = new byte[Part];
        for (int count; (count = await stream.ReadAsync(part, cancel).ConfigureAwait(false)) > 0;)
        {
            if (bytes.Length + count > most)
            {
                return null;
            }

            bytes.Write(part, 0, count);
        }

        return bytes.ToArray();
    }
}
