namespace MaskML.Synth.Wear;

/// <summary>Outlines of masks, as places around the head.</summary>
internal static class MaskOutline
{
    /// <summary>The closed outline of a mask: the right half from the nose down to the chin, and its mirror image.</summary>
    public static Vector2[] Of(Mask mask, Dice dice)
    {
        float cheek = mask.High - dice.Between(0.06f, 0.22f);
        float foot = dice.Between(0.2f, 0.5f);
        return mask.Kind switch
        {
            MaskKind.Scarf => Mirrored(
                0, new(0, mask.High), new(0.7f, (mask.High + cheek) / 2), new(1.4f, cheek), new(3.2f, cheek), new(3.2f, -1.9f)),
            MaskKind.Surgical => Mirrored(
                1,
                new(0.28f, mask.High), new(0.7f, cheek + 0.04f), new(mask.Reach - 0.05f, cheek),
                new(mask.Reach, cheek - 0.05f), new(mask.Reach, mask.Low + foot + 0.1f),
                new(mask.Reach - 0.05f, mask.Low + foot + 0.04f),
                new(0.6f, mask.Low + 0.07f),
                new(0.15f, mask.Low)),
            MaskKind.Respirator => Mirrored(
                2,
                new(0, mask.High + 0.04f), new(0.35f, mask.High - 0.06f), new(0.8f, cheek - 0.08f),
                new(mask.Reach + 0.04f, -0.42f), new(0.97f, -0.77f), new(0.5f, mask.Low + 0.05f), new(0, mask.Low - 0.02f)),
            _ => Mirrored(
                2,
                new(0, mask.High + 0.05f), new(0.25f, mask.High), new(0.75f, cheek + 0.02f), new(mask.Reach + 0.13f, -0.2f),
                new(mask.Reach + 0.08f, -0.55f), new(0.75f, mask.Low + 0.14f), new(0.25f, mask.Low - 0.01f)),
        };
    }

    private static Vector2[] Mirrored(int rounds, params ReadOnlySpan<Vector2> right)
    {
        var points = new List<Vector2>();
        points.AddRange(right);
        for (int i = right.Length - 1; i >= 0; i--)
        {
            // A point on the centre line is its own mirror image.
            if (right[i].X > 0)
            {
                points.Add(right[i] with { X = -right[i].X });
            }
        }

        for (int round = 0; round < rounds; round++)
        {
            points = Cut(points);
        }

        return [.. points];
    }

    // Chaikin's corner cutting.
    private static List<Vector2> Cut(List<Vector2> corners)
    {
        var cut = new List<Vector2>();
        for (int i = 0; i < corners.Count; i++)
        {
            Vector2 next = corners[(i + 1) % corners.Count];
            cut.Add(Vector2.Lerp(corners[i], next, 0.25f));
            cut.Add(Vector2.Lerp(corners[i], next, 0.75f));
        }

        return cut;
    }
}
