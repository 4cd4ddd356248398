using MaskML.Train.Features;
using Xunit;

namespace MaskML.Tests.Features;

public sealed class ViewPlanTests
{
    private static readonly ViewsOptions Config = new() { Count = 4 };

    [Fact]
    public void First_view_is_plain_for_every_seed()
    {
        Assert.Equal(View.Plain, new ViewPlan(Config, 1)[ViewTests.Image(1), 0]);
        Assert.Equal(View.Plain, new ViewPlan(Config, 2)[ViewTests.Image(1), 0]);
    }

    [Fact]
    public void View_depends_only_on_seed_image_and_number()
    {
        var views = new HashSet<View>();
        foreach (int seed in new[] { 1, 2 })
        {
            foreach (int image in new[] { 1, 2 })
            {
                for (int i = 1; i <= 4; i++)
                {
                    views.Add(new ViewPlan(Config, seed)[ViewTests.Image(image), i]);
                    Assert.Equal(
                        new ViewPlan(Config, seed)[ViewTests.Image(image), i], new ViewPlan(Config, seed)[ViewTests.Image(image), i]);
                }
            }
        }

        Assert.Equal(16, views.Count);
    }

    [Fact]
    public void Views_cover_their_ranges()
    {
        var plan = new ViewPlan(Config, 7);
        View[] views = [.. Enumerable.Range(0, 500).SelectMany(i => Enumerable.Range(1, 4), (i, view) => plan[ViewTests.Image(i), view])];
        Range(v => v.Zoom, 1 / 1.2, 1.2);
        Range(v => v.Shear, -0.1, 0.1);
        Range(v => v.Degrees, -10, 10);
        Range(v => v.ShiftX, -0.05, 0.05);
        Range(v => v.ShiftY, -0.05, 0.05);
        Range(v => v.Gain, 0.8, 1.2);
        Range(v => v.Offset, -12.8, 12.8);
        Assert.Equal(1000, views.Count(v => v.Flip));

        void Range(Func<View, float> value, double low, double high)
        {
            double tenth = (high - low) / 10;
            Assert.InRange(views.Min(value), low - 1e-6, low + tenth);
            Assert.InRange(views.Max(value), high - tenth, high + 1e-6);
        }
    }

    [Fact]
    public void Flipping_can_be_turned_off()
    {
        var plan = new ViewPlan(Config with { Flip = false }, 7);
        Assert.DoesNotContain(Enumerable.Range(0, 5), i => plan[ViewTests.Image(1), i].Flip);
    }
}
