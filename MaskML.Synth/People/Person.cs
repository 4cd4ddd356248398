using MaskML.Synth.Wear;

namespace MaskML.Synth.People;

/// <summary>A person to draw: head, hair, clothes and accessories.</summary>
internal sealed record Person(
    HeadShape Head,
    Skin Skin,
    Eyes Eyes,
    NoseAndMouth Mouth,
    Beard Beard,
    Hair Hair,
    Headwear? Headwear,
    Glasses? Glasses,
    Clothes Clothes,
    Mask? Mask,
    Prop? Prop)
{
    /// <summary>A random person.</summary>
    public static Person Sample(Dice dice, bool masked)
    {
        Skin skin = Skin.Sample(dice.Fork());
        bool makeup = dice.Chance(0.5f);
        bool child = skin.Age < 0.12f;
        bool dark = skin.Tone.X < 0.7f;
        Hair hair = Hair.Sample(dice.Fork(), skin.Age, makeup);
        if (dark && hair.Color.X > 0.35f && skin.Age < 0.6f)
        {
            hair = hair with { Color = Tone.Of(0x18120F) };
        }

        Beard beard = Beard.Sample(dice.Fork(), hair.Color);
        Dice wear = dice.Fork();
        return new Person(
            HeadShape.Sample(dice.Fork(), child),
            skin,
            Eyes.Sample(dice.Fork(), makeup),
            NoseAndMouth.Sample(dice.Fork(), skin, makeup),
            makeup || child ? beard with { Kind = BeardKind.None } : beard,
            hair,
            Headwear.Sample(wear.Fork(), makeup),
            Glasses.Sample(wear.Fork(), skin.Age),
            Clothes.Sample(wear.Fork()),
            masked ? Mask.Sample(wear.Fork(), skin.Tone) : null,
            Prop.Sample(wear.Fork(), masked ? 0.12f : 0.22f));
    }

    /// <summary>The box around the face: from the chin to the hairline, from ear to ear.</summary>
    public Rect Box(Pose pose)
    {
        (Vector2 low, Vector2 high) = Bounds(pose);
        return Rect.FromLTRB((int)MathF.Floor(low.X), (int)MathF.Floor(low.Y), (int)MathF.Ceiling(high.X), (int)MathF.Ceiling(high.Y));
    }

    /// <summary>The same box with fractional coordinates: upper left and lower right corner.</summary>
    public (Vector2 Low, Vector2 High) Bounds(Pose pose)
    {
        var low = new Vector2(float.MaxValue);
        var high = new Vector2(float.MinValue);
        for (float y = -1.02f; y <= 0.8f; y += 0.13f)
        {
            for (float angle = -1.45f; angle <= 1.45f; angle += 0.29f)
            {
                Vector3 seen = pose.Project(Head.At(new Vector2(angle, y)));
                low = Vector2.Min(low, seen.AsVector2());
                high = Vector2.Max(high, seen.AsVector2());
            }
        }

        return (low, high);
    }
}
