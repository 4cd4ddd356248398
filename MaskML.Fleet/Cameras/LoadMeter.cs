namespace MaskML.Fleet.Cameras;

/// <summary>Tells whether a worker keeps up with its cameras, by the frames of the last moment.</summary>
internal sealed class LoadMeter
{
    private const double MostSkipped = 0.1;

    private static readonly TimeSpan LongestLatency = TimeSpan.FromSeconds(1);

    private Dictionary<ICameraWatch, CameraLoad> before = [];

    /// <summary>Whether all cameras were judged in time since the last call, with few frames skipped.</summary>
    public bool KeepsUp(IEnumerable<ICameraWatch> cameras)
    {
        Dictionary<ICameraWatch, CameraLoad> now = cameras.ToDictionary(camera => camera, camera => camera.Load);
        long judged = now.Sum(one => one.Value.Judged - before.GetValueOrDefault(one.Key).Judged);
        long skipped = now.Sum(one => one.Value.Skipped - before.GetValueOrDefault(one.Key).Skipped);
        before = now;
        return skipped <= MostSkipped * (judged + skipped) && now.Values.All(load => load.Latency < LongestLatency);
    }
}
