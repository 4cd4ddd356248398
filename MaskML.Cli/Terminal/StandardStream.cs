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
            // A writer hands over whole characters.
            string text = OneLine.Of(Encoding.UTF8.GetString(buffer), except: "\n\r\t");
            (inner ?? throw new IOException("it is closed.")).Write(Encoding.UTF8.GetBytes(text));
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

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);
}
