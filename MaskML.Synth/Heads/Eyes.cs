namespace MaskML.Synth.Heads;

/// <summary>Eyes and brows.</summary>
internal sealed record Eyes(
    Vector3 Iris,
    float Open,
    float Wide,
    float Slant,
    Vector2 Gaze,
    bool Crease,
    float Lashes,
    Vector3? Shadow,
    float BrowThick,
    float BrowRaise,
    float BrowArch)
{
    /// <summary>Random eyes, with make-up or without.</summary>
    public static Eyes Sample(Dice dice, bool makeup) => new(
        Tone.Jitter(dice, Tone.Of(dice.Weighted((6f, 0x2E1A12), (3f, 0x4A2C18), (1f, 0x5B7290), (1f, 0x607050))), 0.05f),
        dice.Chance(0.06f) ? 0 : dice.Between(0.45f, 1.1f),
        1 + dice.Around(0.18f),
        dice.Around(0.035f),
        new Vector2(dice.Around(0.05f), dice.Around(0.02f)),
        dice.Chance(0.7f),
        makeup ? dice.Between(0.5f, 1f) : dice.Between(0, 0.35f),
        makeup && dice.Chance(0.6f) ? Tone.Hsv(dice.Between(0, 6), 0.35f, 0.35f) : null,
        dice.Between(0.6f, 1.4f) * (makeup ? 0.75f : 1),
        dice.Around(0.05f),
        dice.Between(0.2f, 1.2f));

    /// <summary>Paints both eyes and brows.</summary>
    public void Paint(Dice dice, Canvas canvas, HeadShape head, Skin skin, Vector3 browColor)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            Eye(canvas, head, skin, side);
            BrowHairs(dice, canvas, head, skin, browColor, side);
        }
    }

    private void Eye(Canvas canvas, HeadShape head, Skin skin, int side)
    {
        float inner = 0.315f - (0.135f * Wide);
        float outer = 0.315f + (0.14f * Wide);
        float y = HeadShape.Eyes;
        float up = 0.078f * Open;
        float down = 0.04f * Open;
        (float X, float Y)[] upper = [.. Arc(inner, outer, y - 0.012f, y + 0.008f + Slant, up)];
        (float X, float Y)[] lower = [.. Arc(inner, outer, y - 0.012f, y + 0.008f + Slant, -down)];
        Vector3 lid = skin.Darker(0.35f);
        if (Shadow is Vector3 paint)
        {
            canvas.Blob(head.On(side * 0.33f, y + 0.06f), 0.16f, 0.07f, new Brush(paint, 0.5f, 0.03f));
        }

        if (Open > 0.1f)
        {
            Vector2[] opening = head.On(side, [.. upper, .. lower.Reverse()]);
            canvas.Polygon(opening, new Brush(new Vector3(0.86f, 0.84f, 0.82f), 1, 0.006f));

            // The eyeball is drawn on its own canvas and shows only between the lids.
            Vector2 around = head.On(side * 0.315f, y);
            var ball = new Canvas(around.X - 0.35f, around.X + 0.35f, -0.05f, 0.4f);
            Vector2 center = head.On((side * 0.315f) + Gaze.X, y + 0.014f + Gaze.Y);
            ball.Polygon(opening, new Brush(new Vector3(0.86f, 0.84f, 0.82f)));
            ball.Blob(center, 0.078f, 0.066f, Brush.Inside(Iris * 0.45f, 1, 0.006f));
            ball.Blob(center, 0.062f, 0.053f, Brush.Inside(Iris, 1, 0.008f));
            ball.Blob(center, 0.032f, 0.027f, Brush.Inside(Tone.Grey(0.03f), 1, 0.004f));
            ball.Blob(center + new Vector2(0.022f, 0.02f), 0.014f, 0.012f, Brush.Inside(Vector3.One, 0.9f, 0.004f));
            ball.Stroke(head.On(side, upper), 0.05f, Brush.Inside(skin.Darker(0.7f), 0.6f, 0.012f));
            canvas.Lay(ball);
            canvas.Stroke(head.On(side, lower), 0.016f, new Brush(lid, 0.6f, 0.006f));
        }

        Vector3 lash = Vector3.Lerp(skin.Darker(0.85f), Tone.Grey(0.05f), Lashes);
        canvas.Stroke(head.On(side, upper), 0.02f + (0.018f * Lashes), new Brush(lash, 0.9f, 0.006f));
        if (Lashes > 0.4f)
        {
            Vector2[] wing = head.On(side, (outer - 0.02f, y + 0.01f + Slant), (outer + 0.04f, y + 0.035f + Slant));
            canvas.Stroke(wing, 0.016f, new Brush(Tone.Grey(0.05f), 0.8f, 0.005f));
        }

        if (Crease)
        {
            Vector2[] fold = head.On(side, [.. Arc(inner + 0.01f, outer + 0.01f, y + 0.02f, y + 0.03f + Slant, up + 0.035f)]);
            canvas.Stroke(fold, 0.016f, new Brush(skin.Darker(0.5f), 0.6f, 0.008f));
        }
    }

    private void BrowHairs(Dice dice, Canvas canvas, HeadShape head, Skin skin, Vector3 color, int side)
    {
        float y = 0.335f + BrowRaise;
        float arch = 0.05f * BrowArch;
        Vector3 tone = Vector3.Lerp(color, skin.Darker(0.6f), 0.3f);
        float thick = 0.032f * BrowThick;
        (float X, float Y)[] spine =
        [(0.12f, y - 0.01f), (0.22f, y + (0.5f * arch)), (0.34f, y + arch), (0.45f, y + (0.6f * arch)), (0.53f, y - 0.03f)];
        canvas.Polygon(
            head.On(
                side,
                [
                    .. spine.Select((p, i) => (p.X, p.Y + (thick * (1.1f - (0.22f * i))))),
                    .. spine.Reverse().Select(p => (p.X, p.Y - (thick * 0.6f)))
                ]),
            new Brush(tone, 0.7f, 0.014f));
        var hairs = new List<Vector2[]>();
        for (int i = 0; i < 26; i++)
        {
            float t = dice.Unit() * 3.9f;
            (float X, float Y) low = spine[(int)t];
            (float X, float Y) high = spine[(int)t + 1];
            float x = float.Lerp(low.X, high.X, t - (int)t);
            float at = float.Lerp(low.Y, high.Y, t - (int)t) + dice.Around(thick);
            hairs.Add(head.On(side, (x, at - 0.015f), (x + 0.035f, at + 0.018f - (0.008f * t))));
        }

        canvas.Strokes(hairs, 0.011f, new Brush(color * 0.8f, 0.6f, 0.003f));
    }

    private static IEnumerable<(float X, float Y)> Arc(float from, float to, float left, float right, float height)
    {
        for (int i = 0; i <= 10; i++)
        {
            float t = i / 10f;

            // The highest point of a lid is nearer to the nose.
            float lift = MathF.Sin(MathF.PI * MathF.Pow(t, 0.85f));
            yield return (float.Lerp(from, to, t), float.Lerp(left, right, t) + (height * lift));
        }
    }
}
