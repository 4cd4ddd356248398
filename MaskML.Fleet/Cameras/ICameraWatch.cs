namespace MaskML.Fleet.Cameras;

/// <summary>A camera that a worker was given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Message">The camera, as whoever published it says.</param>
/// <param name="Turn">A number from 0 that differs from those of the workers which had the camera before.</param>
/// <param name="Published">When the camera was published, which is the same for all workers that get it.</param>
public sealed record CameraTask(string Name, byte[] Message, int Turn, DateTimeOffset Published)
{
    /// <summary>Number of turns.</summary>
    public const int Turns = 16;
}

/// <summary>How much work a camera is.</summary>
/// <param name="Judged">Frames judged so far.</param>
/// <param name="Skipped">Frames for which there was no time.</param>
/// <param name="Latency">From the arrival of the latest frame until it was judged.</param>
public readonly record struct CameraLoad(long Judged, long Skipped, TimeSpan Latency);

/// <summary>A camera that is watched until it is disposed, which ends what is going on there.</summary>
public interface ICameraWatch : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Completed when there is nothing more to watch, as at the end of a recording.</summary>
    Task Ended { get; }

    /// <summary>How much work it is.</summary>
    CameraLoad Load { get; }

    /// <summary>How it is, for those who published it.</summary>
    byte[] State();

    /// <summary>Its latest frame with the faces drawn, as JPEG; null without one.</summary>
    byte[]? Picture();
}
