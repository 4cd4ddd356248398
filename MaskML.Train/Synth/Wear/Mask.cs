using System.Numerics;
using MaskML.Train.Synth.People;
using MaskML.Train.Synth.Rendering;

namespace MaskML.Train.Synth.Wear;

/// <summary>What covers nose, mouth and chin.</summary>
/// <param name="Kind">How it is made.</param>
/// <param name="Color">Its main colour.</param>
/// <param name="High">Height of its edge on the nose.</param>
/// <param name="Low">Height of its lower edge.</param>
/// <param name="Reach">Angle at which its sides end.</param>
/// <param name="Bulge">How far it stands off the face.</param>
internal sealed record Mask(MaskKind Kind, Vector3 Color, float High, float Low, float Reach, float Bulge)
{
    /// <summary>A random mask.</summary>
    public static Mask Sample(Dice dice)
    {
        MaskKind kind = dice.Weighted((5f, MaskKind.Surgical), (4.5f, MaskKind.Cloth), (2.5f, MaskKind.Respirator), (1.2f, MaskKind.Scarf));
        Vector3 color = kind switch
        {
            MaskKind.Surgical => Tone.Of(dice.Weighted((5f, 0x8FC3E0), (2f, 0xA8D8DC), (2f, 0x8CC9B4), (4f, 0xEDF0F2), (2.5f, 0x24262A), (2.5f, 0xEFB6C4), (1f, 0x4E8FCB), (1f, 0xE8C8B0))),
            MaskKind.Respirator => Tone.Of(dice.Weighted((6f, 0xEEEEEA), (2f, 0xD8D4C8), (2.5f, 0x2A2B2E), (1f, 0x9AA4AE), (1f, 0xC9B79A), (1f, 0x7FA8C8))),
            MaskKind.Cloth => dice.Weighted((3f, Tone.Grey(dice.Between(0.06f, 0.3f))), (4f, Tone.Cloth(dice)), (4f, Warm(dice))),
            _ => dice.Chance(0.5f) ? Tone.Cloth(dice) : Warm(dice),
        };
        bool tall = kind is MaskKind.Scarf;
        return new Mask(
            kind,
            Tone.Jitter(dice, color, 0.05f),
            dice.Between(-0.14f, 0.13f),
            tall ? -1.75f : dice.Between(-1.2f, -1f),
            tall ? 3.1f : dice.Between(0.95f, 1.28f),
            kind switch
            {
                MaskKind.Respirator => dice.Between(0.3f, 0.46f),
                MaskKind.Surgical => dice.Between(0.22f, 0.34f),
                _ => dice.Between(0.2f, 0.32f),
            });
    }

    /// <summary>Draws its picture: cloth, pleats, edges, loops, valve.</summary>
    public Canvas Sheet(Dice dice)
    {
        float wide = Kind == MaskKind.Scarf ? MathF.PI : 1.75f;
        var sheet = new Canvas(-wide, wide, -1.8f, 0.4f);
        if (Kind != MaskKind.Scarf)
        {
            Loops(dice, sheet);
        }

        Vector2[] outline = Outline(dice);
        sheet.Polygon(outline, new Brush(Color, 1, 0.004f));
        var middle = new Vector2(0, (High + Math.Max(Low, -1.1f)) / 2);
        switch (Kind)
        {
            case MaskKind.Surgical:
                Pattern.Print(dice, sheet, middle, 0.93f);
                Pattern.Crumple(dice, sheet, 8, 10, 0.07f);
                Pleats(dice, sheet);
                break;
            case MaskKind.Respirator:
                Pattern.Crumple(dice, sheet, 6, 6, 0.04f);
                Seams(dice, sheet, outline);
                break;
            case MaskKind.Cloth:
                Pattern.Print(dice, sheet, middle, 0.6f);
                Pattern.Crumple(dice, sheet, 6, 7, 0.1f);
                if (dice.Chance(0.5f))
                {
                    sheet.Stroke([new(0, High), new(dice.Around(0.02f), -0.5f), new(0, Low)], 0.018f, new Brush(Color * 0.65f, 0.6f, 0.006f, BrushMode.Inside));
                }

                break;
            default:
                Pattern.Print(dice, sheet, middle, 0.5f);
                Pattern.Crumple(dice, sheet, 14, 12, 0.2f);
                break;
        }

        if (dice.Chance(0.6f))
        {
            Vector3 trim = dice.Chance(0.7f) ? Color * dice.Between(0.72f, 0.92f) : Vector3.Clamp(Color * 1.15f, Vector3.Zero, Vector3.One);
            sheet.Stroke([.. outline, outline[0]], dice.Between(0.025f, 0.06f), new Brush(trim, 0.7f, 0.004f, BrushMode.Inside));
        }

        return sheet;
    }

    /// <summary>The surface that the sheet lies on: over the nose's tip like a tent, and below the chin.</summary>
    public Surface Shell(HeadShape head)
    {
        float wide = Kind == MaskKind.Scarf ? MathF.PI : 1.75f;
        float nose = 0.03f + (0.24f * head.Nose);
        var tent = new Curve((-1.75f, 0.05f), (-1.1f, 0.1f + (0.3f * (Bulge - 0.2f))), (-0.85f, 0.15f + (0.6f * (Bulge - 0.2f))), (-0.5f, MathF.Max(nose, Bulge)), (-0.2f, nose + 0.04f), (0f, 0.19f * head.Nose), (0.15f, 0.11f * head.Nose), (0.4f, 0.02f));
        float spread = Kind == MaskKind.Respirator ? 0.42f : 0.36f;
        return Surface.Over(90, 60, new Vector2(-wide, -1.8f), new Vector2(wide, 0.4f), place =>
        {
            float y = place.Y;
            Vector3 point = head.Smooth(new Vector2(place.X, MathF.Max(y, -0.82f)), 0.035f);
            point.Y = y;
            float cos = MathF.Max(0, MathF.Cos(place.X));
            float narrow = spread * (0.62f + (0.38f * Math.Clamp((0.1f - y) / 0.35f, 0, 1)));
            point.Z += tent[y] * MathF.Exp(-(point.X * point.X) / (2 * narrow * narrow)) * cos;
            if (y < -0.82f)
            {
                // The cloth turns in below the chin; a scarf falls onto the shoulders.
                float below = -0.82f - y;
                point.Z -= Kind == MaskKind.Scarf ? 0.1f * below : 1.1f * below * below;
            }

            return point;
        });
    }

    // Without these, a warm mouth region alone would tell a bare face.
    private static Vector3 Warm(Dice dice) => Tone.Of(dice.Pick(0xC8A08A, 0xE0B8A0, 0x9A6A50, 0x6E4838, 0xC83C3C, 0xE08A90, 0xB0202C, 0xD87850, 0xE8A878, 0x803028));

    private Vector2[] Outline(Dice dice)
    {
        if (Kind == MaskKind.Scarf)
        {
            float side = dice.Between(-0.15f, 0.1f);
            return [new(-3.2f, -1.9f), new(-3.2f, side), new(-1.4f, side), new(-0.7f, (side + High) / 2), new(0, High), new(0.7f, (side + High) / 2), new(1.4f, side), new(3.2f, side), new(3.2f, -1.9f)];
        }

        float drop = dice.Between(0.06f, 0.22f);
        float foot = dice.Between(0.2f, 0.5f);
        float cheek = High - drop;
        if (Kind == MaskKind.Respirator)
        {
            return Rounded([new(-Reach, -0.42f), new(-0.8f, cheek - 0.08f), new(-0.35f, High - 0.06f), new(0, High + 0.03f), new(0.35f, High - 0.06f), new(0.8f, cheek - 0.08f), new(Reach, -0.42f), new(0.95f, -0.75f), new(0.5f, Low + 0.06f), new(0, Low), new(-0.5f, Low + 0.06f), new(-0.95f, -0.75f)]);
        }

        return Kind == MaskKind.Surgical
            ? [new(-Reach, cheek), new(-0.7f, cheek + 0.04f), new(-0.28f, High), new(0.28f, High), new(0.7f, cheek + 0.04f), new(Reach, cheek), new(Reach, Low + foot + 0.05f), new(0.6f, Low + 0.07f), new(0, Low), new(-0.6f, Low + 0.07f), new(-Reach, Low + foot + 0.05f)]
            : Rounded([new(-Reach - 0.1f, -0.2f), new(-0.75f, cheek + 0.02f), new(-0.25f, High), new(0, High + 0.04f), new(0.25f, High), new(0.75f, cheek + 0.02f), new(Reach + 0.1f, -0.2f), new(Reach + 0.05f, -0.55f), new(0.75f, Low + 0.15f), new(0.25f, Low), new(-0.25f, Low), new(-0.75f, Low + 0.15f), new(-Reach - 0.05f, -0.55f)]);
    }

    private void Loops(Dice dice, Canvas sheet)
    {
        Vector3 color = dice.Chance(0.6f) ? Tone.Grey(0.9f) : Color * 0.85f;
        float width = Kind == MaskKind.Cloth ? dice.Between(0.02f, 0.1f) : 0.022f;
        var brush = new Brush(color, 0.95f, 0.004f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            float start = (Reach - 0.06f) * side;
            Vector2[] upper = [new(start, High - 0.2f), new(1.4f * side, 0f), new(1.62f * side, 0.12f)];
            Vector2[] lower = [new(start, -0.62f), new(1.4f * side, -0.3f), new(1.62f * side, -0.1f)];
            sheet.Stroke(upper, width, brush);
            sheet.Stroke(lower, width, brush);
        }
    }

    private void Pleats(Dice dice, Canvas sheet)
    {
        int count = dice.Below(2) + 2;
        float first = High - 0.28f;
        float step = (first - (Low + 0.3f)) / count;
        for (int i = 0; i < count; i++)
        {
            float y = first - (i * step);
            float sag = dice.Between(0f, 0.1f);
            Vector2[] fold = [new(-Reach, y + (0.5f * sag)), new(-0.6f, y), new(0, y - sag), new(0.6f, y), new(Reach, y + (0.5f * sag))];
            sheet.Stroke(fold, 0.022f, new Brush(new Vector3(0.72f), 0.8f, 0.008f, BrushMode.Multiply));
            sheet.Stroke([.. fold.Select(p => p + new Vector2(0, 0.035f))], 0.03f, new Brush(new Vector3(1.1f), 0.7f, 0.01f, BrushMode.Multiply));
        }

        if (dice.Chance(0.6f))
        {
            sheet.Stroke([new(-0.35f, High - 0.055f), new(0, High - 0.05f), new(0.35f, High - 0.055f)], 0.03f, new Brush(new Vector3(1.12f), 0.8f, 0.01f, BrushMode.Multiply));
        }
    }

    private void Seams(Dice dice, Canvas sheet, Vector2[] outline)
    {
        Vector3 dark = Color * 0.75f;
        if (dice.Chance(0.5f))
        {
            sheet.Stroke([new(0, High), new(0, -0.5f), new(0, Low)], 0.03f, new Brush(dark, 0.7f, 0.012f, BrushMode.Inside));
        }
        else
        {
            sheet.Stroke([new(-Reach, -0.4f), new(-0.6f, -0.2f), new(0, -0.14f), new(0.6f, -0.2f), new(Reach, -0.4f)], 0.025f, new Brush(dark, 0.7f, 0.01f, BrushMode.Inside));
            sheet.Stroke([new(-Reach, -0.5f), new(-0.6f, -0.75f), new(0, -0.82f), new(0.6f, -0.75f), new(Reach, -0.5f)], 0.025f, new Brush(dark, 0.7f, 0.01f, BrushMode.Inside));
        }

        sheet.Stroke([.. outline, outline[0]], 0.05f, new Brush(Color * 0.88f, 0.7f, 0.006f, BrushMode.Inside));
        if (dice.Chance(0.45f))
        {
            Vector3 valve = dice.Weighted((4f, Tone.Grey(0.92f)), (2f, Tone.Grey(0.15f)), (1f, Tone.Of(0xC03028)), (1f, Tone.Of(0x3A78B8)), (1f, Tone.Grey(0.5f)));
            float size = dice.Between(0.1f, 0.16f);
            var at = new Vector2(dice.Pick(0, 0.3f, -0.3f, 0.38f), dice.Between(-0.55f, -0.4f));
            sheet.Blob(at + new Vector2(0.01f, -0.025f), size, size, new Brush(Vector3.Zero, 0.35f, 0.02f, BrushMode.Inside));
            sheet.Blob(at, size, size, new Brush(valve, 1, 0.004f, BrushMode.Inside));
            sheet.Blob(at, size * 0.75f, size * 0.75f, new Brush(valve * 0.85f, 1, 0.006f, BrushMode.Inside));
            sheet.Stroke([at - new Vector2(size * 0.6f, 0), at + new Vector2(size * 0.6f, 0)], 0.02f, new Brush(valve * 0.6f, 0.8f, 0.004f, BrushMode.Inside));
        }

        if (dice.Chance(0.4f))
        {
            sheet.Stroke([new(-0.25f, High - 0.08f), new(0, High - 0.04f), new(0.25f, High - 0.08f)], 0.045f, new Brush(Tone.Grey(0.6f), 0.8f, 0.004f, BrushMode.Inside));
        }
    }

    private static Vector2[] Rounded(Vector2[] corners)
    {
        var points = new List<Vector2>();
        for (int i = 0; i < corners.Length; i++)
        {
            Vector2 a = corners[i];
            Vector2 b = corners[(i + 1) % corners.Length];
            points.Add(Vector2.Lerp(a, b, 0.25f));
            points.Add(Vector2.Lerp(a, b, 0.75f));
        }

        return [.. points];
    }
}
