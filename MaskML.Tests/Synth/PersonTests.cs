using System.Numerics;
using MaskML.Synth.Heads;
using MaskML.Synth.People;
using MaskML.Synth.Rendering;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Synth;

public sealed class PersonTests
{
    private const int Side = 300;

    [Theory]
    [InlineData(1, 0f, 0f)]
    [InlineData(2, 0.5f, 0f)]
    [InlineData(3, -0.9f, 0.2f)]
    [InlineData(4, 0.2f, -0.3f)]
    public void Box_fits_the_drawn_head(int seed, float yaw, float roll)
    {
        Person sampled = Person.Sample(new Dice((ulong)seed), masked: false);
        Person bald = sampled with { Hair = sampled.Hair with { Kind = HairKind.Bald }, Headwear = null, Glasses = null, Prop = null };
        var pose = new Pose(Pose.Turned(yaw, 0, roll), new Vector2(Side / 2f), 60);
        using var green = new Mat(Side, Side, MatType.CV_8UC3, new Scalar(0, 255, 0));
        var stage = new Stage(green);
        new PersonPainter(bald, stage, pose, Light.Sample(new Dice(1))).Draw(new Dice(2));
        using Mat drawn = stage.ToPicture();
        using Mat changed = new();
        using Mat difference = new();
        Cv2.Absdiff(drawn, green, difference);
        Cv2.InRange(difference, new Scalar(0, 0, 0), new Scalar(2, 2, 2), changed);
        Cv2.BitwiseNot(changed, changed);

        Rect box = bald.Box(pose);

        // The part above the mouth, without neck and shoulders.
        using Mat upper = changed[new Rect(0, 0, Side, box.Top + (box.Height * 6 / 10))];
        Rect head = Cv2.BoundingRect(upper);

        double slack = 0.3 * box.Width;
        Assert.InRange(box.Left, head.Left - 2, head.Left + slack);
        Assert.InRange(box.Right, head.Right - slack, head.Right + 2);
        Assert.InRange(box.Top, head.Top, head.Top + (0.45 * box.Height));
        Assert.True(Cv2.CountNonZero(changed[box & new Rect(0, 0, Side, Side)]) > 0.7 * box.Width * box.Height);
    }

    [Fact]
    public void Person_is_the_same_with_and_without_a_mask()
    {
        Person masked = Person.Sample(new Dice(8), masked: true);
        Person bare = Person.Sample(new Dice(8), masked: false);

        Assert.NotNull(masked.Mask);
        Assert.Null(bare.Mask);
        Assert.Equal(masked.Head, bare.Head);
        Assert.Equal(masked.Skin, bare.Skin);
        Assert.Equal(masked.Hair, bare.Hair);
    }
}
