using MaskML.Video.Tracking;

namespace MaskML.Video.Frames;

/// <summary>Tells once for each track when it has been seen without a mask for enough frames in a row.</summary>
/// <param name="options">Which labels count, and how many frames.</param>
internal sealed class MaskGate(GateOptions options)
{
    private const int Told = -1;

    // Frames in a row of each track in sight.
    private readonly Dictionary<int, int> rows = [];

    /// <summary>Takes in a frame.</summary>
    /// <param name="faces">Its faces.</param>
    /// <returns>The events of this frame.</returns>
    public IReadOnlyList<GateEvent> Next(IEnumerable<TrackedFace> faces)
    {
        var events = new List<GateEvent>();
        foreach (TrackedFace face in faces)
        {
            if (face.Track is not { } track || rows.GetValueOrDefault(track) == Told)
            {
                continue;
            }

            rows[track] = options.Labels.Contains(face.Face.Label) ? rows.GetValueOrDefault(track) + 1 : 0;
            if (rows[track] >= options.Frames)
            {
                events.Add(new GateEvent(track, face.Face.Label, rows[track]));
                rows[track] = Told;
            }
        }

        return events;
    }

    /// <summary>Forgets a track that has come to an end.</summary>
    public void Forget(int track) => rows.Remove(track);
}
