using System.Buffers;

namespace MaskML.Predict.Files;

/// <summary>Reads streams of unknown length up to a limit.</summary>
public static class BoundedReading
{
    private const int BlockSize = 1 << 16;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; it is not disposed.</param>
    /// <param name="maxBytes">Largest accepted number of bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The bytes, or null if the stream is longer.</returns>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var blocks = new List<byte[]>();
        try
        {
            long length = 0;
            for (int count = BlockSize; count == BlockSize && length <= maxBytes; length += count)
            {
                blocks.Add(ArrayPool<byte>.Shared.Rent(BlockSize));
                count = await stream.ReadAtLeastAsync(blocks[^1].AsMemory(0, BlockSize), BlockSize, false, cancellationToken)
                    .ConfigureAwait(false);
            }

            if (length > maxBytes)
            {
                return null;
            }

            byte[] bytes = new byte[length];
            for (int i = 0; i * (long)BlockSize < length; i++)
            {
                int from = i * BlockSize;
                blocks[i].AsSpan(0, Math.Min(BlockSize, bytes.Length - from)).CopyTo(bytes.AsSpan(from));
            }

            return bytes;
        }
        finally
        {
            blocks.ForEach(block => ArrayPool<byte>.Shared.Return(block));
        }
    }
}
