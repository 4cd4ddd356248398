namespace MaskML.Synth.Wear;

/// <summary>Neck, shoulders and clothes.</summary>
internal sealed record Clothes(Vector3 Color, float Collar, bool Open, Vector3? Scarf, float ScarfHigh)
{
    /// <summary>Random clothes; some have a high collar or a scarf, up to the chin but never over the mouth.</summary>
    public static Clothes Sample(Dice dice) => new(
        Tone.Cloth(dice),
        dice.Weighted((4f, -1.4f), (2f, -1.25f), (1f, -1.02f)),
        dice.Chance(0.5f),
        dice.Chance(0.14f) ? Tone.Cloth(dice) : null,
        dice.Between(-1.12f, -0.93f));

    /// <summary>Draws neck, body and scarf.</summary>
    public void Draw(Dice dice, Stage stage, HeadShape head, Skin skin, Pose headPose, Light light)
    {
        // The body stands upright and follows the head's turn only in part.
        Vector3 forward = headPose.Rotate(Vector3.UnitZ);
        Vector3 aside = headPose.Rotate(Vector3.UnitX);
        Quaternion turn = Pose.Turned(0.35f * MathF.Atan2(forward.X, forward.Z), 0, 0.2f * MathF.Atan2(aside.Y, MathF.Abs(aside.X)));
        Pose pose = headPose with { Turn = turn };
        var neck = new Canvas(-MathF.PI, MathF.PI, -2.1f, -0.5f);
        float[] patches = Noise.Fractal(dice, neck.Width, neck.Height, 8, 4, 2);
        neck.Each((place, i, _) => new Vector4(
            skin.Tone * (1 + (0.05f * patches[i])) * (0.62f + (0.36f * Math.Clamp((-0.95f - place.Y) / 0.6f, 0, 1))), 1));
        float wide = 0.43f * head.Width;
        Surface skinTube = Surface.Around(50, 20, -2.1f, -0.5f, p => Tube(p, wide + (0.5f * MathF.Max(0, -1.45f - p.Y)), 0.42f, -0.08f));
        stage.Draw(skinTube, pose, light, new Material(neck));

        var cloth = new Canvas(-MathF.PI, MathF.PI, -3.6f, -0.9f);
        float v = Open ? dice.Between(0.3f, 0.7f) : 0.1f;
        Vector2[] neckline = CanvasShapes.Across(new(0, Collar - v), new(0.5f, Collar - (0.3f * v)), new(0.9f, Collar));
        cloth.Polygon([new(-3.2f, Collar), .. neckline, new(3.2f, Collar), new(3.2f, -3.7f), new(-3.2f, -3.7f)], new Brush(Color));
        Pattern.Print(dice, cloth, new Vector2(0, -1.9f), 0.6f);
        Pattern.Crumple(dice, cloth, 14, 6, 0.16f);
        cloth.Stroke(
            [.. neckline.Select(p => p with { Y = p.Y - 0.03f })],
            0.07f,
            Brush.Inside(dice.Chance(0.5f) ? Color * 0.7f : Tone.Cloth(dice), 0.8f, 0.006f));
        var shoulders = new Curve(
            (-3.6f, 2f), (-2.3f, 1.85f), (-1.85f, 1.5f), (-1.6f, 0.95f), (-1.4f, 0.58f), (-1.15f, 0.5f), (-0.9f, 0.47f));
        Surface chest = Surface.Around(
            60, 40, -3.6f, -0.9f, p => Tube(p, shoulders[p.Y], MathF.Min(0.75f, 0.5f * shoulders[p.Y] + 0.24f), -0.1f));
        stage.Draw(chest, pose, light, new Material(cloth));
        stage.Draw(Surface.Around(40, 4, -40, -3.58f, p => Tube(p, 1.99f, 0.75f, -0.1f)), pose, light, new Material(null, Color));
        if (Scarf is Vector3 wool)
        {
            DrawScarf(dice, stage, pose, light, wool);
        }
    }

    private void DrawScarf(Dice dice, Stage stage, Pose pose, Light light, Vector3 wool)
    {
        var sheet = new Canvas(-MathF.PI, MathF.PI, -2f, -0.6f);
        Vector2[] edge = CanvasShapes.Across(new(0, ScarfHigh), new(1, ScarfHigh + 0.06f), new(3.2f, ScarfHigh + 0.15f));
        sheet.Polygon([.. edge, new(3.2f, -2.1f), new(-3.2f, -2.1f)], new Brush(wool, 1, 0.008f));
        Pattern.Print(dice, sheet, new Vector2(0, -1.3f), 0.5f);
        Pattern.Crumple(dice, sheet, 7, 9, 0.3f);
        Surface shell = Surface.Around(60, 24, -1.9f, -0.6f, p => Tube(p, 0.62f + (0.4f * Math.Clamp(-1 - p.Y, 0, 1)), 0.8f, 0.02f));
        stage.Draw(shell, pose, light, new Material(sheet));
    }

    private static Vector3 Tube(Vector2 place, float wide, float deep, float forward)
    {
        (float sin, float cos) = MathF.SinCos(place.X);
        return new Vector3(wide * sin, place.Y, (deep * cos) + forward);
    }
}
