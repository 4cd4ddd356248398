using MaskML.Serve.Problems;

namespace MaskML.Serve.Prediction;

/// <summary>A read-only stream that fails when the body is longer than a limit.</summary>
/// <param name="inner">The body. It is not disposed.</param>
/// <param name="maxBytes">The limit in bytes.</param>
/// <param name="setting">Name of the limit in the configuration.</param>
internal sealed class BoundedStream(Stream inner, long maxBytes, string setting) : Stream
{
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="ServeException">The body is longer than the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        read += count;
        return read <= maxBytes
            ? count
            : throw new ServeException(
                "too-large",
                FormattableString.Invariant($"The body has more than the {maxBytes} bytes that are accepted (serve.{setting})."));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
