using System.Globalization;
using System.Text;
using MaskML.Predict.Errors;

namespace MaskML.Video.Sources;

/// <summary>
/// The parts of a <c>multipart/x-mixed-replace</c> answer, which cameras send as motion JPEG: one picture a part, with its length in
/// the part's header or without.
/// </summary>
/// <param name="stream">The answer's body.</param>
/// <param name="boundary">What stands between the parts, as the answer's content type says it.</param>
internal sealed class MjpegParts(Stream stream, string boundary)
{
    private const int LongestPart = 64 << 20;
    private const int LongestHeader = 64 << 10;
    private const int Chunk = 64 << 10;
    private const string LengthHeader = "Content-Length:";

    // Some cameras write the leading dashes into the content type, some do not.
    private readonly byte[] marker = Encoding.ASCII.GetBytes("--" + boundary.Trim('"').TrimStart('-'));

    private byte[] buffer = new byte[Chunk];
    private int from;
    private int to;

    /// <summary>Reads the next part.</summary>
    /// <param name="stop">Gives up waiting for it.</param>
    /// <returns>Its content; null at the end.</returns>
    /// <exception cref="InputException">A part is longer than any picture.</exception>
    public async Task<byte[]?> NextAsync(CancellationToken stop)
    {
        if (await FindAsync(marker, LongestPart, stop).ConfigureAwait(false) is not { } begin)
        {
            return null;
        }

        from = begin + marker.Length;
        if (await FindAsync("\n"u8.ToArray(), LongestHeader, stop).ConfigureAwait(false) is not { } line)
        {
            return null;
        }

        from = line + 1;
        return await HeaderAsync(stop).ConfigureAwait(false) is not { } length ? null
            : length >= 0 ? await TakeAsync(length, stop).ConfigureAwait(false)
            : await TakeToMarkerAsync(stop).ConfigureAwait(false);
    }

    // The length that the part's header tells, -1 where it tells none, null at the end.
    private async Task<int?> HeaderAsync(CancellationToken stop)
    {
        for (int length = -1; ;)
        {
            if (await FindAsync("\n"u8.ToArray(), LongestHeader, stop).ConfigureAwait(false) is not { } end)
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
                && int.TryParse(line[LengthHeader.Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int told))
            {
                length = told <= LongestPart ? told : throw TooLong();
            }
        }
    }

    private async Task<byte[]?> TakeAsync(int length, CancellationToken stop)
    {
        while (to - from < length)
        {
            if (!await FillAsync(stop).ConfigureAwait(false))
            {
                return null;
            }
        }

        byte[] part = buffer.AsSpan(from, length).ToArray();
        from += length;
        return part;
    }

    private async Task<byte[]?> TakeToMarkerAsync(CancellationToken stop)
    {
        if (await FindAsync(marker, LongestPart, stop).ConfigureAwait(false) is not { } end)
        {
            return null;
        }

        byte[] part = buffer[from..end];
        from = end;

        // The line end before the boundary belongs to the boundary.
        return part.AsSpan().EndsWith("\r\n"u8) ? part[..^2] : part;
    }

    // Where something stands first, or null where the stream ends before it.
    private async Task<int?> FindAsync(byte[] what, int farthest, CancellationToken stop)
    {
        for (int looked = 0; ;)
        {
            int at = buffer.AsSpan(from + looked, to - from - looked).IndexOf(what);
            if (at >= 0)
            {
                return from + looked + at;
            }

            looked = Math.Max(0, to - from - what.Length + 1);
            if (looked > farthest)
            {
                throw TooLong();
            }

            if (!await FillAsync(stop).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        if (to == buffer.Length)
        {
            int kept = to - from;
            byte[] target = kept > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
            buffer.AsSpan(from, kept).CopyTo(target);
            (buffer, from, to) = (target, 0, kept);
        }

        int read = await stream.ReadAsync(buffer.AsMemory(to), stop).ConfigureAwait(false);
        to += read;
        return read > 0;
    }

    private static InputException TooLong() => new($"the stream has a part of more than {LongestPart >> 20} MB, expected JPEG pictures");
}
