using System.Text.Json;
using MaskML.Serve.Cameras;

namespace MaskML.Serve.Sharing;

/// <summary>A camera that a worker of the fleet watches.</summary>
/// <param name="options">The camera.</param>
/// <param name="configured">Whether the configuration file names it.</param>
/// <param name="time">The clock.</param>
/// <param name="show">Asks its worker for a picture.</param>
/// <param name="remove">Called when it is no longer wanted.</param>
internal sealed class FleetCamera(
    CameraOptions options,
    bool configured,
    TimeProvider time,
    Func<string, CancellationToken, Task<byte[]?>> show,
    Action<FleetCamera> remove) : ICamera
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CameraAnswer first = new CameraState(options, configured, time).Answer();
    private readonly TaskCompletionSource never = new();
    private volatile CameraAnswer? told;
    private long heard = time.GetTimestamp();

    /// <inheritdoc/>
    public CameraOptions Options => options;

    /// <inheritdoc/>
    public Task NextPicture => never.Task;

    /// <summary>The camera as workers get it.</summary>
    public byte[] Message { get; } = JsonSerializer.SerializeToUtf8Bytes(options);

    /// <summary>Whether it is a recording that has ended.</summary>
    public bool HasEnded { get; set; }

    /// <inheritdoc/>
    public CameraAnswer Answer()
    {
        CameraAnswer answer = told ?? first;
        return HasEnded ? answer with { State = CameraState.Ended, Reason = null, People = 0, Violations = 0 }
            : time.GetElapsedTime(Interlocked.Read(ref heard)) <= Patience ? answer
            : answer with { State = CameraState.Lost, Reason = "no worker watches it", FramesPerSecond = 0, People = 0, Violations = 0 };
    }

    /// <inheritdoc/>
    public Task<byte[]?> PictureAsync(CancellationToken cancellationToken) => show(options.Name, cancellationToken);

    /// <summary>Takes what its worker says.</summary>
    public void Hear(byte[] state)
    {
        try
        {
            CameraAnswer answer = JsonSerializer.Deserialize(state, ServeJson.Default.CameraAnswer)!;
            told = answer with { Name = first.Name, Address = first.Address, Labels = first.Labels, Configured = configured };
            Interlocked.Exchange(ref heard, time.GetTimestamp());
        }
        catch (JsonException)
        {
            // A worker of another version; the camera is shown as one that nobody watches.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        remove(this);
        return ValueTask.CompletedTask;
    }
}
