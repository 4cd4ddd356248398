using System.Globalization;
using System.Text;

namespace MaskML.Video.Sources;

/// <summary>
/// Reads the parts of a <c>multipart/x-mixed-replace</c> response, which cameras send as motion JPEG: one picture per part, with or
/// without a Content-Length.
/// </summary>
/// <param name="stream">The response body.</param>
/// <param name="boundary">The boundary between the parts, from the response's content type.</param>
internal sealed class MjpegParts(Stream stream, string boundary)
{
    private const int MaxPartLength = 64 << 20;
    private const int MaxHeaderLength = 64 << 10;
    private const int Chunk = 64 << 10;
    private const string LengthHeader = "Content-Length:";

    // Some cameras include the leading dashes in the content type, some do not.
    private readonly byte[] marker = Encoding.ASCII.GetBytes("--" + boundary.Trim('"').TrimStart('-'));

    private byte[] buffer = new byte[Chunk];
    private int from;
    private int to;

    /// <summary>Reads the next part.</summary>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <returns>Its content; null at the end.</returns>
    /// <exception cref="InputException">A part is longer than 64 MB.</exception>
    public async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(marker, MaxPartLength, cancellationToken).ConfigureAwait(false) is not { } begin)
        {
            return null;
        }

        from = begin + marker.Length;
        if (await FindAsync("\n"u8.ToArray(), MaxHeaderLength, cancellationToken).ConfigureAwait(false) is not { } line)
        {
            return null;
        }

        from = line + 1;
        return await ReadHeaderAsync(cancellationToken).ConfigureAwait(false) is not { } length ? null
            : length >= 0 ? await ReadPartAsync(length, cancellationToken).ConfigureAwait(false)
            : await ReadToMarkerAsync(cancellationToken).ConfigureAwait(false);
    }

    // Returns the part's Content-Length, -1 without one, null at the end.
    private async Task<int?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        for (int length = -1; ;)
        {
            if (await FindAsync("\n"u8.ToArray(), MaxHeaderLength, cancellationToken).ConfigureAwait(false) is not { } end)
            {
                return null;
            }

            string line = Encoding.Latin1.GetString(buffer, from, end - from).Trim();
            from = end + 1;
            if (line.Length == 0)
            {
                return length;
            }

            if (line.StartsWith(LengthHeader, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(line[LengthHeader.Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int stated))
            {
                length = stated <= MaxPartLength ? stated : throw TooLong();
            }
        }
    }

    private async Task<byte[]?> ReadPartAsync(int length, CancellationToken cancellationToken)
    {
        while (to - from < length)
        {
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        byte[] part = buffer.AsSpan(from, length).ToArray();
        from += length;
        return part;
    }

    private async Task<byte[]?> ReadToMarkerAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(marker, MaxPartLength, cancellationToken).ConfigureAwait(false) is not { } end)
        {
            return null;
        }

        byte[] part = buffer[from..end];
        from = end;

        // The line end before the boundary belongs to the boundary.
        return part.AsSpan().EndsWith("\r\n"u8) ? part[..^2] : part;
    }

    // Returns the position of the first occurrence, null when the stream ends before it.
    private async Task<int?> FindAsync(byte[] pattern, int maxDistance, CancellationToken cancellationToken)
    {
        for (int searched = 0; ;)
        {
            int at = buffer.AsSpan(from + searched, to - from - searched).IndexOf(pattern);
            if (at >= 0)
            {
                return from + searched + at;
            }

            searched = Math.Max(0, to - from - pattern.Length + 1);
            if (searched > maxDistance)
            {
                throw TooLong();
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (to == buffer.Length)
        {
            int kept = to - from;
            byte[] target = kept > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
            buffer.AsSpan(from, kept).CopyTo(target);
            (buffer, from, to) = (target, 0, kept);
        }

        int read = await stream.ReadAsync(buffer.AsMemory(to), cancellationToken).ConfigureAwait(false);
        to += read;
        return read > 0;
    }

    private static InputException TooLong() => new($"the stream has a part of more than {MaxPartLength >> 20} MB, expected JPEG pictures");
}
