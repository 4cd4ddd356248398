namespace MaskML.Serve.Contracts;

/// <summary>A camera and how it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address without a password.</param>
/// <param name="State">connecting, live, lost, or ended for a file that was played to its end.</param>
/// <param name="Since">When it came into this state.</param>
/// <param name="Reason">Why it is lost; null otherwise.</param>
/// <param name="Width">Width of its latest frame in pixels; 0 without one.</param>
/// <param name="Height">Height of its latest frame.</param>
/// <param name="FramesPerSecond">Frames judged a second, over the last ten seconds.</param>
/// <param name="Frames">Frames judged since the service watches it.</param>
/// <param name="Skipped">Frames for which there was no time.</param>
/// <param name="Reconnects">How often it came back.</param>
/// <param name="People">People in the latest frame.</param>
/// <param name="Violations">How many of them are a violation that was reported.</param>
/// <param name="Model">SHA-256 of the model that judged the latest frame, in hexadecimal; null without one.</param>
/// <param name="Labels">Labels that are a violation.</param>
/// <param name="Configured">Whether the configuration file names it; otherwise it was added over HTTP.</param>
internal sealed record CameraAnswer(
    string Name,
    string Address,
    string State,
    DateTimeOffset Since,
    string? Reason,
    int Width,
    int Height,
    double FramesPerSecond,
    long Frames,
    long Skipped,
    int Reconnects,
    int People,
    int Violations,
    string? Model,
    IReadOnlyList<string> Labels,
    bool Configured);
