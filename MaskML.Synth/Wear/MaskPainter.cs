namespace MaskML.Synth.Wear;

/// <summary>Paints the texture of a mask: cloth, pleats, edges, loops, valve.</summary>
internal sealed class MaskPainter(Mask mask)
{
    /// <summary>Paints the texture; it is transparent around the mask.</summary>
    public Canvas Paint(Dice dice)
    {
        var sheet = new Canvas(-mask.Wide, mask.Wide, Mask.Bottom, Mask.Top);
        if (mask.Kind != MaskKind.Scarf)
        {
            Loops(dice, sheet);
        }

        Vector2[] outline = MaskOutline.Of(mask, dice);
        sheet.Polygon(outline, new Brush(mask.Color, 1, 0.004f));
        var middle = new Vector2(0, (mask.High + Math.Max(mask.Low, -1.1f)) / 2);
        switch (mask.Kind)
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
                    sheet.Stroke(
                        [new(0, mask.High), new(dice.Around(0.02f), -0.5f), new(0, mask.Low)],
                        0.018f,
                        Brush.Inside(mask.Color * 0.65f, 0.6f, 0.006f));
                }

                break;
            default:
                Pattern.Print(dice, sheet, middle, 0.5f);
                Pattern.Crumple(dice, sheet, 14, 12, 0.2f);
                break;
        }

        if (dice.Chance(0.75f))
        {
            Vector3 trim = dice.Chance(0.7f)
                ? mask.Color * dice.Between(0.72f, 0.92f)
                : Vector3.Clamp(mask.Color * 1.15f, Vector3.Zero, Vector3.One);
            sheet.Stroke([.. outline, outline[0]], dice.Between(0.025f, 0.06f), Brush.Inside(trim, 0.7f, 0.004f));
        }

        return sheet;
    }

    private void Loops(Dice dice, Canvas sheet)
    {
        Vector3 color = dice.Chance(0.6f) ? Tone.Grey(0.9f) : mask.Color * 0.85f;
        float width = mask.Kind == MaskKind.Cloth ? dice.Between(0.02f, 0.1f) : 0.022f;
        var brush = new Brush(color, 0.95f, 0.004f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            float start = (mask.Reach - 0.06f) * side;
            Vector2[] upper = [new(start, mask.High - 0.2f), new(1.4f * side, 0f), new(1.62f * side, 0.12f)];
            Vector2[] lower = [new(start, -0.62f), new(1.4f * side, -0.3f), new(1.62f * side, -0.1f)];
            sheet.Stroke(upper, width, brush);
            sheet.Stroke(lower, width, brush);
        }
    }

    private void Pleats(Dice dice, Canvas sheet)
    {
        int count = dice.Below(2) + 2;
        float first = mask.High - 0.28f;
        float step = (first - (mask.Low + 0.3f)) / count;
        for (int i = 0; i < count; i++)
        {
            float y = first - (i * step);
            float sag = dice.Between(0f, 0.1f);
            Vector2[] fold = CanvasShapes.Across(new(0, y - sag), new(0.6f, y), new(mask.Reach, y + (0.5f * sag)));
            sheet.Stroke(fold, 0.022f, new Brush(new Vector3(0.72f), 0.8f, 0.008f, BrushMode.Multiply));
            sheet.Stroke(
                [.. fold.Select(p => p + new Vector2(0, 0.035f))], 0.03f, new Brush(new Vector3(1.1f), 0.7f, 0.01f, BrushMode.Multiply));
        }

        if (dice.Chance(0.6f))
        {
            sheet.Stroke(
                CanvasShapes.Across(new(0, mask.High - 0.05f), new(0.35f, mask.High - 0.055f)),
                0.03f,
                new Brush(new Vector3(1.12f), 0.8f, 0.01f, BrushMode.Multiply));
        }
    }

    private void Seams(Dice dice, Canvas sheet, Vector2[] outline)
    {
        Vector3 dark = mask.Color * 0.75f;
        if (dice.Chance(0.5f))
        {
            sheet.Stroke([new(0, mask.High), new(0, -0.5f), new(0, mask.Low)], 0.03f, Brush.Inside(dark, 0.7f, 0.012f));
        }
        else
        {
            Brush seam = Brush.Inside(dark, 0.7f, 0.01f);
            sheet.Stroke(CanvasShapes.Across(new(0, -0.14f), new(0.6f, -0.2f), new(mask.Reach, -0.4f)), 0.025f, seam);
            sheet.Stroke(CanvasShapes.Across(new(0, -0.82f), new(0.6f, -0.75f), new(mask.Reach, -0.5f)), 0.025f, seam);
        }

        sheet.Stroke([.. outline, outline[0]], 0.05f, Brush.Inside(mask.Color * 0.88f, 0.7f, 0.006f));
        if (dice.Chance(0.45f))
        {
            Vector3 valve = dice.Weighted(
                (4f, Tone.Grey(0.92f)), (2f, Tone.Grey(0.15f)), (1f, Tone.Of(0xC03028)), (1f, Tone.Of(0x3A78B8)), (1f, Tone.Grey(0.5f)));
            float size = dice.Between(0.1f, 0.16f);
            var at = new Vector2(dice.Pick(0, 0.3f, -0.3f, 0.38f), dice.Between(-0.55f, -0.4f));
            sheet.Blob(at + new Vector2(0.01f, -0.025f), size, size, Brush.Inside(Vector3.Zero, 0.35f, 0.02f));
            sheet.Blob(at, size, size, Brush.Inside(valve, 1, 0.004f));
            sheet.Blob(at, size * 0.75f, size * 0.75f, Brush.Inside(valve * 0.85f, 1, 0.006f));
            sheet.Stroke(
                [at - new Vector2(size * 0.6f, 0), at + new Vector2(size * 0.6f, 0)], 0.02f, Brush.Inside(valve * 0.6f, 0.8f, 0.004f));
        }

        if (dice.Chance(0.4f))
        {
            sheet.Stroke(
                CanvasShapes.Across(new(0, mask.High - 0.04f), new(0.25f, mask.High - 0.08f)),
                0.045f,
                Brush.Inside(Tone.Grey(0.6f), 0.8f, 0.004f));
        }
    }
}
