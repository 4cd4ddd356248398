using System.Net;

namespace MaskML.Tests.Serve.Page;

/// <summary>A request body whose second half is sent when a test calls <see cref="Finish"/>.</summary>
internal sealed class SlowUpload : HttpContent
{
    private readonly byte[] photo;
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SlowUpload(byte[] photo)
    {
        this.photo = photo;
        Headers.Add("Content-Type", "application/octet-stream");
    }

    /// <summary>Completes when the first half has been sent.</summary>
    public Task Begun => begun.Task;

    /// <summary>Sends the second half.</summary>
    public void Finish() => finish.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        int half = photo.Length / 2;
        await stream.WriteAsync(photo.AsMemory(0, half));
        await stream.FlushAsync();
        begun.SetResult();
        await finish.Task;
        await stream.WriteAsync(photo.AsMemory(half));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = photo.Length;
        return true;
    }
}
