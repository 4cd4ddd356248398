using MaskML.Video.Distance;
using MaskML.Video.Frames;
using MaskML.Video.Tracking;

namespace MaskML.Video.Sinks;

/// <summary>Counts what the frames of a video come to. What it remembers is bounded by the people in sight.</summary>
/// <param name="labels">The model's labels.</param>
/// <param name="gate">Says which labels are without a mask.</param>
internal sealed class VideoTally(IReadOnlyList<string> labels, GateOptions gate)
{
    private readonly Dictionary<int, Person> inSight = [];
    private readonly Dictionary<string, int> people = labels.ToDictionary(label => label, _ => 0);
    private long frames;
    private long trackFrames;
    private long changes;
    private double from;
    private double until;
    private Violation? longest;
    private double? closest;

    /// <summary>Takes in a frame.</summary>
    public void Add(FrameResult frame)
    {
        from = frames++ == 0 ? frame.Time : from;
        until = frame.Time;
        foreach (TrackedFace face in frame.Faces)
        {
            if (face.Track is { } track)
            {
                Add(track, face.Face.Label, frame.Time);
            }
        }

        foreach (PairDistance pair in frame.Distances ?? [])
        {
            closest = Math.Min(closest ?? pair.Metres, pair.Metres);
        }
    }

    /// <summary>Takes in that someone has left.</summary>
    public void End(int track)
    {
        if (inSight.Remove(track, out Person? person))
        {
            people[person.Usual()]++;
        }
    }

    /// <summary>The sum so far; the people in sight count as they are now.</summary>
    /// <param name="frameSeconds">How long the last frame lasts.</param>
    /// <param name="skipped">Frames left out.</param>
    /// <param name="losses">How often the source was lost.</param>
    public VideoSummary Sum(double frameSeconds, long skipped, int losses)
    {
        Dictionary<string, int> all = new(people);
        foreach (Person person in inSight.Values)
        {
            all[person.Usual()]++;
        }

        double seconds = frames == 0 ? 0 : until - from + frameSeconds;
        return new VideoSummary(frames, skipped, losses, seconds, all, changes, trackFrames, longest, closest);
    }

    private void Add(int track, string label, double time)
    {
        if (!inSight.TryGetValue(track, out Person? person))
        {
            inSight[track] = person = new Person();
        }

        trackFrames++;
        if (person.Label is not null && person.Label != label)
        {
            changes++;
        }

        bool violates = gate.Labels.Contains(label);
        person.ViolatesFrom = violates ? person.ViolatesFrom ?? time : null;
        person.Label = label;
        person.Frames[label] = person.Frames.GetValueOrDefault(label) + 1;
        if (person.ViolatesFrom is { } begin && (longest is null || time - begin > longest.Seconds))
        {
            longest = new Violation(track, begin, time - begin);
        }
    }

    private sealed class Person
    {
        public string? Label { get; set; }

        public double? ViolatesFrom { get; set; }

        public Dictionary<string, long> Frames { get; } = new(StringComparer.Ordinal);

        public string Usual() => Frames.OrderByDescending(label => label.Value).ThenBy(label => label.Key, StringComparer.Ordinal).First().Key;
    }
}
