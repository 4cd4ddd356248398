namespace MaskML.Synth.Wear;

/// <summary>Hats, caps, hoods and scarves on the head.</summary>
internal sealed record Headwear(HeadwearKind Kind, Vector3 Color, float Line)
{
    /// <summary>Random headwear; null for a bare head.</summary>
    public static Headwear? Sample(Dice dice, bool makeup)
    {
        if (!dice.Chance(0.27f))
        {
            return null;
        }

        HeadwearKind kind = dice.Weighted(
            (3f, HeadwearKind.Cap), (2.5f, HeadwearKind.Beanie), (makeup ? 4f : 0, HeadwearKind.Hijab),
            (1.5f, HeadwearKind.Hood), (1.5f, HeadwearKind.Brim), (1f, HeadwearKind.Surgical));
        Vector3 color = kind == HeadwearKind.Surgical ? Tone.Of(dice.Pick(0x7FB8D8, 0x8CC9B4, 0xB8D8E8)) : Tone.Cloth(dice);
        return new Headwear(kind, color, dice.Between(0.46f, 0.7f));
    }

    /// <summary>Whether it hides the hair on the crown and the ears.</summary>
    public bool Wraps => Kind is HeadwearKind.Hijab or HeadwearKind.Hood;

    /// <summary>Paints the texture of the cloth.</summary>
    public Canvas Sheet(Dice dice)
    {
        var sheet = new Canvas(-MathF.PI, MathF.PI, -1.9f, 1.27f);
        var brush = new Brush(Color, 1, 0.006f);
        if (Wraps)
        {
            sheet.Each((_, _, _) => new Vector4(Color, 1));
            float brow = Math.Max(Line, 0.55f);
            float side = dice.Between(0.95f, 1.15f);
            Vector2[] face =
            [
                new(0, brow),
                .. CanvasShapes.Across(
                    new(0, -1.07f), new(0.4f, -1.02f), new(0.75f, -0.85f), new(side - 0.05f, -0.5f), new(side, 0),
                    new(side - 0.15f, 0.35f), new(0.5f, brow - 0.02f)),
            ];
            sheet.Polygon(face, Brush.Erase(0.008f));
            Pattern.Print(dice, sheet, new Vector2(0, -1.3f), 0.75f);
            Pattern.Crumple(dice, sheet, 16, 10, 0.18f);
            sheet.Stroke([.. face, face[0]], 0.05f, Brush.Inside(Color * 0.8f, 0.7f, 0.008f));
            return sheet;
        }

        float back = Line - 0.25f;
        sheet.Polygon(
            CanvasShapes.Across(new(0, Line), new(0.9f, Line - 0.02f), new(1.6f, back), new(3.3f, back), new(3.3f, 1.4f)), brush);
        Pattern.Print(dice, sheet, new Vector2(0, 0.85f), 0.6f);
        if (Kind == HeadwearKind.Beanie)
        {
            float pitch = dice.Between(0.06f, 0.1f);
            sheet.Each((place, _, pixel) => pixel * new Vector4(
                new Vector3(0.85f + (0.2f * MathF.Abs(MathF.Sin(place.X * MathF.PI / pitch)))), 1));
            sheet.Stroke(
                CanvasShapes.Across(new(0, Line + 0.22f), new(1.6f, back + 0.22f)), 0.03f, Brush.Inside(Color * 0.6f, 0.7f, 0.012f));
        }

        Pattern.Crumple(dice, sheet, 12, 8, Kind == HeadwearKind.Surgical ? 0.12f : 0.08f);
        return sheet;
    }

    /// <summary>The surface of the cloth.</summary>
    public Surface Shell(HeadShape head, float hair)
    {
        if (Wraps)
        {
            float room = Kind == HeadwearKind.Hood ? 0.14f : 0.06f;
            return Surface.Around(100, 80, -1.9f, HeadShape.Top, place =>
            {
                Vector3 point = head.Smooth(new Vector2(place.X, MathF.Max(place.Y, -0.72f)), room);
                float below = MathF.Max(0, -0.72f - place.Y);
                point.Y = place.Y < -0.72f ? place.Y : point.Y;
                float wide = 1 + (below > 0.3f ? 0.7f * (below - 0.3f) : 0);
                return new Vector3(point.X * wide, point.Y, (point.Z * (1 - (0.25f * MathF.Min(below, 0.5f)))) + 0.01f);
            }, poles: true);
        }

        float puff = 0.05f + (0.5f * hair) + (Kind == HeadwearKind.Surgical ? 0.08f : 0);
        return Surface.Around(90, 40, -0.1f, HeadShape.Top, place => head.Smooth(place, puff), poles: true);
    }

    /// <summary>The visor or brim; null if there is none.</summary>
    public Surface? Brim(Dice dice, HeadShape head)
    {
        if (Kind is not (HeadwearKind.Cap or HeadwearKind.Brim))
        {
            return null;
        }

        float reach = Kind == HeadwearKind.Cap ? dice.Between(0.4f, 0.6f) : dice.Between(0.3f, 0.6f);
        float around = Kind == HeadwearKind.Cap ? 1.15f : MathF.PI;
        float droop = dice.Between(0.1f, 0.5f);
        return Surface.Over(60, 8, new Vector2(-around, 0), new Vector2(around, 1), place =>
        {
            float y = Line - (0.12f * (1 - MathF.Cos(place.X)));
            Vector3 start = head.Smooth(new Vector2(place.X, y), 0.06f);
            float fade = Kind == HeadwearKind.Cap ? MathF.Cos(place.X / around * MathF.PI / 2) : 1;
            (float sin, float cos) = MathF.SinCos(place.X);
            return start + (new Vector3(sin, -droop, cos) * (reach * (1 - place.Y) * fade));
        });
    }
}

/// <summary>Kinds of headwear.</summary>
internal enum HeadwearKind
{
    /// <summary>A cap with a visor.</summary>
    Cap,

    /// <summary>Knitted, without a brim.</summary>
    Beanie,

    /// <summary>A scarf around head and neck that leaves the face free.</summary>
    Hijab,

    /// <summary>The hood of a jacket.</summary>
    Hood,

    /// <summary>A hat with a brim all around.</summary>
    Brim,

    /// <summary>A surgeon's cap.</summary>
    Surgical,
}
