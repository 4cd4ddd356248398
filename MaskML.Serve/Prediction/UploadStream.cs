namespace MaskML.Serve.Prediction;

/// <summary>A body that fails when it is longer than a limit, and counts its bytes among those of all uploads.</summary>
/// <param name="inner">The body. It is not disposed.</param>
/// <param name="upload">Counts the bytes.</param>
/// <param name="maxBytes">The limit in bytes.</param>
/// <param name="setting">Name of the limit in the configuration.</param>
internal sealed class UploadStream(Stream inner, Uploads.Upload upload, long maxBytes, string setting) : Stream
{
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="ServeException">The body is longer than the limit, or has to make room for others.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, upload.Ended);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw upload.NoRoom();
        }

        upload.Add(count);
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
