namespace MaskML.Predict.Files;

/// <summary>Reads streams of unknown length up to a limit.</summary>
public static class BoundedReading
{
    private const int BufferSize = 1 << 16;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; it is not disposed.</param>
    /// <param name="maxBytes">Largest accepted number of bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The bytes, or null if the stream is longer.</returns>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[BufferSize];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (bytes.Length + count > maxBytes)
            {
                return null;
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }
}
