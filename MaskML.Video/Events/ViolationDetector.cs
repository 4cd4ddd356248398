using MaskML.Video.Tracking;

namespace MaskML.Video.Events;

/// <summary>Reports each track once, when it has been seen without a mask in enough frames in a row.</summary>
/// <param name="options">Which labels count, and how many frames.</param>
internal sealed class ViolationDetector(GateOptions options)
{
    private const int Reported = -1;

    // Frames in a row of each current track.
    private readonly Dictionary<int, int> rows = [];

    /// <summary>Checks that a violation can occur at all: the model knows at least one of the configured labels.</summary>
    /// <exception cref="UsageException">It knows none of them.</exception>
    public static void CheckLabels(GateOptions options, IReadOnlyList<string> labels)
    {
        if (options.Enabled && !options.Labels.Any(labels.Contains))
        {
            throw new UsageException(
                $"gate.labels: found {string.Join(", ", options.Labels)}, "
                + $"expected at least one label of the model: {string.Join(", ", labels)}.");
        }
    }

    /// <summary>Processes the faces of the next frame and returns the violations that start with it.</summary>
    public IReadOnlyList<ViolationStarted> Next(IEnumerable<TrackedFace> faces)
    {
        var started = new List<ViolationStarted>();
        foreach (TrackedFace face in faces)
        {
            if (face.Track is not { } track || rows.GetValueOrDefault(track) == Reported)
            {
                continue;
            }

            rows[track] = options.Labels.Contains(face.Face.Label) ? rows.GetValueOrDefault(track) + 1 : 0;
            if (rows[track] >= options.Frames)
            {
                started.Add(new ViolationStarted(track, face.Face.Label, rows[track]));
                rows[track] = Reported;
            }
        }

        return started;
    }

    /// <summary>Removes a track that has ended.</summary>
    public void Remove(int track) => rows.Remove(track);
}
