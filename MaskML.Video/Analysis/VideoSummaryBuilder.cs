using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Tracking;

namespace MaskML.Video.Analysis;

/// <summary>Sums up the frames of a video. Memory is bounded by the number of current tracks.</summary>
/// <param name="labels">The model's labels.</param>
/// <param name="gate">Says which labels count as without a mask.</param>
internal sealed class VideoSummaryBuilder(IReadOnlyList<string> labels, GateOptions gate)
{
    private readonly Dictionary<int, Person> current = [];
    private readonly Dictionary<string, int> people = labels.ToDictionary(label => label, _ => 0);
    private long frames;
    private long trackFrames;
    private long changes;
    private double from;
    private double until;
    private Violation? longest;
    private double? closest;

    /// <summary>Adds a frame.</summary>
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

    /// <summary>Counts a person whose track has ended.</summary>
    public PersonLeft? End(int track)
    {
        if (!current.Remove(track, out Person? person))
        {
            return null;
        }

        people[person.MainLabel()]++;
        return new PersonLeft(track, person.MainLabel(), person.From, person.Until);
    }

    /// <summary>Builds the summary of the frames so far; current tracks count with their labels so far.</summary>
    /// <param name="frameSeconds">Duration of the last frame.</param>
    /// <param name="skipped">Frames that the source skipped.</param>
    /// <param name="losses">How often the source was lost.</param>
    public VideoSummary Build(double frameSeconds, long skipped, int losses)
    {
        Dictionary<string, int> all = new(people);
        foreach (Person person in current.Values)
        {
            all[person.MainLabel()]++;
        }

        double seconds = frames == 0 ? 0 : until - from + frameSeconds;
        return new VideoSummary(frames, skipped, losses, seconds, all, changes, trackFrames, longest, closest);
    }

    private void Add(int track, string label, double time)
    {
        if (!current.TryGetValue(track, out Person? person))
        {
            current[track] = person = new Person { From = time };
        }

        trackFrames++;
        person.Until = time;
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
        public double From { get; init; }

        public double Until { get; set; }

        public string? Label { get; set; }

        public double? ViolatesFrom { get; set; }

        public Dictionary<string, long> Frames { get; } = new(StringComparer.Ordinal);

        public string MainLabel() =>
            Frames.OrderByDescending(label => label.Value).ThenBy(label => label.Key, StringComparer.Ordinal).First().Key;
    }
}
