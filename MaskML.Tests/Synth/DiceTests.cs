using FsCheck;
using FsCheck.Xunit;
using MaskML.Synth.Rendering;
using Xunit;

namespace MaskML.Tests.Synth;

public sealed class DiceTests
{
    [Fact]
    public void Dice_give_the_numbers_of_the_reference_PCG32()
    {
        var dice = new Dice(42, 54);

        Assert.Equal(
            [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e], Enumerable.Range(0, 6).Select(_ => dice.Next()));
    }

    [Property]
    public bool Numbers_stay_in_their_range(ulong seed, PositiveInt count)
    {
        var dice = new Dice(seed);
        return dice.Unit() is >= 0 and < 1
            && dice.Between(-3, 7) is >= -3 and < 7
            && dice.Around(2) is >= -2 and < 2
            && dice.Below(count.Get) >= 0
            && dice.Below(count.Get) < count.Get;
    }

    [Fact]
    public void Choices_come_as_often_as_their_weights()
    {
        var dice = new Dice(1);

        int often = Enumerable.Range(0, 4000).Count(_ => dice.Weighted((3f, true), (1f, false)));

        Assert.InRange(often, 2850, 3150);
    }

    [Fact]
    public void Forks_do_not_depend_on_the_numbers_of_other_forks()
    {
        var left = new Dice(9);
        var right = new Dice(9);

        left.Fork().Next();
        right.Fork();

        Assert.Equal(left.Fork().Next(), right.Fork().Next());
    }
}
