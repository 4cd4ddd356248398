using System.Runtime.InteropServices;
using System.Text;

namespace MaskML.Cli.Terminal;

/// <summary>
/// Standard output or error. Writing never throws, so that a closed or full stream does not lose the work of a command: what cannot be
/// written is left out, and <see cref="Fault"/> has the reason. Control characters, as a file name may have them to take over a terminal,
/// are written as <c>\u001b</c>, which JSON reads as the same character.
/// </summary>
/// <param name="name">Its name in messages.</param>
/// <param name="inner">The stream; null for one that was closed when the program started.</param>
internal sealed partial class StandardStream(string name, Stream? inner) : Stream
{
    private const int CloseOnExec = 1;
    private const int GetDescriptorFlags = 1;

    /// <summary>Why something could not be written; null after success.</summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// Whether the program was started with a standard stream. The runtime gives the number of a closed one to files of its own, which it
    /// closes on exec.
    /// </summary>
    /// <param name="descriptor">0, 1 or 2.</param>
    public static bool IsOpen(int descriptor) =>
        OperatingSystem.IsWindows() || (Control(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Fault is not null)
        {
            return;
        }

        try
        {
            (inner ?? throw new IOException("it is closed.")).Write(Escaped(buffer));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Fault = $"{name} cannot be written: {e.Message.TrimEnd('.')}.";
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static ReadOnlySpan<byte> Escaped(ReadOnlySpan<byte> text)
    {
        using var escaped = new MemoryStream();
        int done = 0;
        for (int i = 0; i < text.Length; i++)
        {
            // In UTF-8 the control characters are 00 to 1F, 7F, and C2 80 to C2 9F.
            int length = text[i] is (< 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t')) or 0x7F ? 1
                : text[i] == 0xC2 && i + 1 < text.Length && text[i + 1] < 0xA0 ? 2
                : 0;
            if (length > 0)
            {
                escaped.Write(text[done..i]);
                escaped.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"\\u{text[i + length - 1]:x4}")));
                i += length - 1;
                done = i + 1;
            }
        }

        if (done == 0)
        {
            return text;
        }

        escaped.Write(text[done..]);
        return escaped.ToArray();
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);
}
