using MaskML.Fleet.Cameras;
using MaskML.Serve.Events;

namespace MaskML.Serve.Cameras;

/// <summary>What a camera reported before it is watched now, perhaps elsewhere.</summary>
/// <param name="IsLost">Whether the last that it reported of itself is that it is lost.</param>
/// <param name="Violation">When its last violation was reported; 1970 for never.</param>
internal sealed record CameraPast(bool IsLost, DateTimeOffset Violation)
{
    /// <summary>Number by which the starts of sessions of consecutive workers differ, below <see cref="Turns"/>.</summary>
    public int? Turn { get; init; }

    /// <summary>
    /// When a recording began, whoever watches it: the events of a worker that was interrupted have the ids and times of those that the
    /// next one reports. Null where a recording begins when it is opened.
    /// </summary>
    public DateTimeOffset? Published { get; init; }

    /// <summary>Milliseconds of a slot; each worker has its own in it, so that no two begin a session at the same time.</summary>
    public const int Turns = CameraTask.Turns;

    /// <summary>What the store knows.</summary>
    public static CameraPast Of(string camera, EventStore events) =>
        new(events.IsLost(camera), events.TimeOfLast(camera, EventTypes.ViolationStarted));

    /// <summary>The start of a session, which is part of the ids of its events.</summary>
    public DateTimeOffset StartAt(DateTimeOffset now) => Turn is not { } turn ? now
        : DateTimeOffset.FromUnixTimeMilliseconds((now.ToUnixTimeMilliseconds() / Turns * Turns) + turn);
}
