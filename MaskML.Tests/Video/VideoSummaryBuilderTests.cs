using MaskML.Predict.Photos;
using MaskML.Tests.Tracking;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Tracking;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class VideoSummaryBuilderTests
{
    private readonly VideoSummaryBuilder builder = new(Walker.Labels, new GateOptions());

    [Fact]
    public void Person_counts_under_the_label_that_it_had_longest()
    {
        for (int i = 0; i < 10; i++)
        {
            Add(i, (1, i < 7), (2, false));
        }

        builder.End(2);
        VideoSummary summary = builder.Build(0.1, skipped: 4, losses: 1);
        Assert.Equal((2, 1, 1), (summary.People, summary.Labels["with_mask"], summary.Labels["without_mask"]));
        Assert.Equal((10, 20, 1, 4, 1), (summary.Frames, summary.TrackFrames, summary.LabelChanges, summary.Skipped, summary.Losses));
        Assert.Equal(1.0, summary.Seconds, 6);
    }

    [Fact]
    public void Longest_violation_is_an_uninterrupted_time_of_one_person()
    {
        for (int i = 0; i < 20; i++)
        {
            Add(i, (1, i is 5 or 6), (2, i >= 4));
        }

        Violation longest = builder.Build(0.1, 0, 0).Longest!;
        Assert.Equal((1, 0.7, 1.2), (longest.Track, longest.From, Math.Round(longest.Seconds, 6)));
    }

    [Fact]
    public void Summary_of_an_empty_video_is_empty()
    {
        VideoSummary summary = builder.Build(0.1, 0, 0);
        Assert.Equal((0, 0, 0.0, null, null), (summary.Frames, summary.People, summary.Seconds, summary.Longest, summary.Closest));
    }

    [Fact]
    public void Summary_has_the_closest_pair()
    {
        foreach (double metres in (double[])[1.2, 0.7, 0.9])
        {
            builder.Add(Frame(0, [], [new PairDistance(0, 1, metres, 0.1)]));
        }

        Assert.Equal(0.7, builder.Build(0.1, 0, 0).Closest);
    }

    private void Add(int i, params (int Track, bool Masked)[] faces) => builder.Add(Frame(
        i / 10.0, [.. faces.Select(face => new TrackedFace(face.Track, Walker.Face(0, 0, 60, face.Masked ? 0.9f : 0.1f)))], null));

    private static FrameResult Frame(double time, IReadOnlyList<TrackedFace> faces, IReadOnlyList<PairDistance>? pairs) =>
        new(0, time, new Size(100, 100), faces, pairs, [], new PhotoTimings(0, 0, 0));
}
