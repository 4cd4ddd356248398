using MaskML.Synth.Wear;

namespace MaskML.Synth.People;

/// <summary>Draws a person layer by layer: body, face, ears, hair, mask, headwear, glasses, props.</summary>
internal sealed class PersonPainter(Person person, Stage stage, Pose pose, Light light)
{
    private readonly HeadShape head = person.Head;

    /// <summary>Draws the person in front of what is on the stage.</summary>
    public void Draw(Dice dice)
    {
        stage.Clear();
        person.Clothes.Draw(dice.Fork(), stage, head, person.Skin, pose, light);
        Canvas face = PaintFace(dice.Fork());
        Canvas? hair = person.Hair.Sheet(dice.Fork());
        Canvas? mask = person.Mask is null ? null : new MaskPainter(person.Mask).Paint(dice.Fork());
        Canvas? cloth = person.Headwear?.Sheet(dice.Fork());
        Canvas? glasses = person.Glasses?.Sheet(dice.Fork(), head);
        foreach ((Canvas? cover, float strength) in new[] { (hair, 0.35f), (mask, 0.45f), (cloth, 0.4f), (glasses, 0.25f) })
        {
            face.ShadeUnder(cover, new Vector2(light.Direction.X * -0.02f, -0.03f), 0.035f, strength);
        }

        bool wrapped = person.Headwear is { Wraps: true };
        Surface skin = Surface.Around(130, 96, HeadShape.Bottom, HeadShape.Top, p => head.At(p), poles: true);
        stage.Draw(skin, pose, light, new Material(face, Gloss: person.Skin.Gloss));
        if (!wrapped)
        {
            Ears();
            HairOn(dice.Fork(), hair);
        }

        // A scarf covers the side of a cap, but a hijab covers the loops of a mask.
        bool last = person.Mask is { Kind: MaskKind.Scarf };
        if (!last)
        {
            MaskOn(mask);
        }

        HeadwearOn(dice.Fork(), cloth);
        if (last)
        {
            MaskOn(mask);
        }

        if (glasses is not null)
        {
            stage.Draw(Glasses.Shell(head), pose, light, new Material(glasses, Gloss: 0.1f, Bias: 0.06f));
        }

        person.Prop?.Draw(dice.Fork(), stage, person.Skin, pose, light);
    }

    private Canvas PaintFace(Dice dice)
    {
        var canvas = new Canvas(-MathF.PI, MathF.PI, HeadShape.Bottom, HeadShape.Top);
        person.Skin.Paint(dice.Fork(), canvas, head);
        person.Beard.Paint(dice.Fork(), canvas, head, person.Skin);
        person.Mouth.Paint(canvas, head, person.Skin);
        Vector3 brows = person.Hair.Color.X > 0.6f ? person.Hair.Color * 0.65f : person.Hair.Color;
        person.Eyes.Paint(dice.Fork(), canvas, head, person.Skin, brows);
        return canvas;
    }

    private void Ears()
    {
        Vector3 tone = person.Skin.Tone * new Vector3(0.95f, 0.86f, 0.85f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            Vector3 root = head.Smooth(new Vector2(side * 1.62f, 0.02f));
            Surface ear = Surface.Over(18, 14, new Vector2(-MathF.PI, -MathF.PI / 2), new Vector2(MathF.PI, MathF.PI / 2), p =>
            {
                (float sin, float cos) = MathF.SinCos(p.X);
                (float up, float flat) = MathF.SinCos(p.Y);
                return root + new Vector3((0.07f * sin * flat) + (side * 0.04f), (0.2f * up) - 0.02f, (0.12f * cos * flat) - 0.02f);
            });
            stage.Draw(ear, pose, light, new Material(null, tone));
            Surface shade = Surface.Capsule(
                root + new Vector3(side * 0.09f, -0.06f, 0.05f), root + new Vector3(side * 0.09f, 0.08f, 0.03f), 0.025f, 0.03f);
            stage.Draw(shade, pose, light, new Material(null, person.Skin.Darker(0.4f)));
        }
    }

    private void HairOn(Dice dice, Canvas? sheet)
    {
        if (sheet is null)
        {
            return;
        }

        // Hair lies flat under a hat.
        Hair hair = person.Headwear is null ? person.Hair : person.Hair with { Thick = MathF.Min(person.Hair.Thick, 0.05f) };
        if (hair.Curtain(dice, head) is (Surface surface, Canvas locks))
        {
            stage.Draw(surface, pose, light, new Material(locks, TwoSided: true));
        }

        stage.Draw(hair.Shell(head), pose, light, new Material(sheet, Gloss: 0.05f, Bias: 0.02f));
    }

    private void MaskOn(Canvas? sheet)
    {
        if (sheet is not null && person.Mask is Mask mask)
        {
            stage.Draw(mask.Shell(head), pose, light, new Material(sheet, Bias: 0.06f));
        }
    }

    private void HeadwearOn(Dice dice, Canvas? cloth)
    {
        if (cloth is null || person.Headwear is not Headwear wear)
        {
            return;
        }

        Surface shell = wear.Shell(head, person.Hair.Kind == HairKind.Bald ? 0 : 0.05f);
        stage.Draw(shell, pose, light, new Material(cloth, TwoSided: wear.Wraps, Bias: 0.02f));
        if (wear.Brim(dice, head) is Surface brim)
        {
            stage.Draw(brim, pose, light, new Material(null, wear.Color * 0.85f, TwoSided: true));
        }
    }
}
