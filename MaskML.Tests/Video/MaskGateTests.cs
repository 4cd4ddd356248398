using MaskML.Tests.Tracking;
using MaskML.Video.Frames;
using MaskML.Video.Tracking;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class MaskGateTests
{
    private readonly MaskGate gate = new(new GateOptions { Frames = 3 });

    [Fact]
    public void It_tells_once_when_someone_is_without_a_mask_for_long_enough()
    {
        GateEvent[] told = [.. Enumerable.Range(0, 20).SelectMany(_ => gate.Next([Bare(7), Masked(8)]))];
        Assert.Equal(new GateEvent(7, "without_mask", 3), Assert.Single(told));
    }

    [Fact]
    public void Frames_must_follow_each_other()
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.Empty(gate.Next([Bare(7)]));
            Assert.Empty(gate.Next([Bare(7)]));
            Assert.Empty(gate.Next([Masked(7)]));
        }
    }

    [Fact]
    public void A_frame_in_which_the_face_is_not_found_does_not_count_against_it()
    {
        gate.Next([Bare(7)]);
        gate.Next([]);
        gate.Next([Bare(7)]);
        Assert.Single(gate.Next([Bare(7)]));
    }

    [Fact]
    public void Whoever_is_no_track_yet_is_not_told_of() =>
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Empty(gate.Next([new TrackedFace(null, Walker.Face(0, 0, 60, 0.1f))])));

    private static TrackedFace Bare(int track) => new(track, Walker.Face(0, 0, 60, 0.1f));

    private static TrackedFace Masked(int track) => new(track, Walker.Face(0, 0, 60, 0.9f));
}
