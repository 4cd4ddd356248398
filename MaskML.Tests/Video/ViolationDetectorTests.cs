using MaskML.Tests.Tracking;
using MaskML.Video.Events;
using MaskML.Video.Tracking;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class ViolationDetectorTests
{
    private readonly ViolationDetector gate = new(new GateOptions { Frames = 3 });

    [Fact]
    public void Violation_is_reported_once_after_enough_frames()
    {
        ViolationStarted[] told = [.. Enumerable.Range(0, 20).SelectMany(_ => gate.Next([Bare(7), Masked(8)]))];
        Assert.Equal(new ViolationStarted(7, "without_mask", 3), Assert.Single(told));
    }

    [Fact]
    public void Violation_needs_consecutive_frames()
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.Empty(gate.Next([Bare(7)]));
            Assert.Empty(gate.Next([Bare(7)]));
            Assert.Empty(gate.Next([Masked(7)]));
        }
    }

    [Fact]
    public void Frame_without_the_face_does_not_interrupt_a_violation()
    {
        gate.Next([Bare(7)]);
        gate.Next([]);
        gate.Next([Bare(7)]);
        Assert.Single(gate.Next([Bare(7)]));
    }

    [Fact]
    public void Face_without_a_track_is_no_violation() =>
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Empty(gate.Next([new TrackedFace(null, Walker.Face(0, 0, 60, 0.1f))])));

    private static TrackedFace Bare(int track) => new(track, Walker.Face(0, 0, 60, 0.1f));

    private static TrackedFace Masked(int track) => new(track, Walker.Face(0, 0, 60, 0.9f));
}
