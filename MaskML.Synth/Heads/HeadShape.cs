namespace MaskML.Synth.Heads;

/// <summary>
/// The shape of a head as a function of a place (angle around the head in radians, 0 in front; height). One unit is about 9 cm: the
/// chin is at -1, the mouth at -0.52, the eyes at 0.17, the crown at 1.25. The x axis points to the right of the picture, z to the viewer.
/// </summary>
internal sealed record HeadShape(float Width, float Jaw, float Chin, float Nose, float NoseWidth, float Cheeks, float Brow, float Lips)
{
    /// <summary>Lowest height of the head.</summary>
    public const float Bottom = -1.09f;

    /// <summary>Highest height of the head.</summary>
    public const float Top = 1.25f;

    /// <summary>Height of the pupils.</summary>
    public const float Eyes = 0.17f;

    /// <summary>Height of the line between the lips.</summary>
    public const float Mouth = -0.52f;

    private static readonly Curve Sides = new(
        (-1.1f, 0.3f), (-1f, 0.36f), (-0.85f, 0.48f), (-0.65f, 0.6f), (-0.4f, 0.69f), (-0.1f, 0.75f), (0.2f, 0.775f),
        (0.5f, 0.78f), (0.8f, 0.77f));
    private static readonly Curve Front = new(
        (-1.1f, 0.66f), (-0.95f, 0.74f), (-0.7f, 0.77f), (-0.4f, 0.79f), (0f, 0.8f), (0.3f, 0.83f), (0.6f, 0.82f), (0.9f, 0.76f));
    private static readonly Curve Back = new((-1.1f, 0.1f), (-0.8f, 0.25f), (-0.4f, 0.55f), (0f, 0.85f), (0.4f, 1f), (0.9f, 0.9f));
    private static readonly Curve NoseRidge = new(
        (-0.42f, 0f), (-0.33f, 0.05f), (-0.27f, 0.19f), (-0.2f, 0.25f), (-0.1f, 0.21f), (0.05f, 0.13f), (0.2f, 0.06f), (0.36f, 0f));

    /// <summary>A random head.</summary>
    public static HeadShape Sample(Dice dice, bool child) => new(
        1 + dice.Around(0.1f) + (child ? 0.06f : 0),
        1 + dice.Around(0.14f) - (child ? 0.04f : 0),
        1 + dice.Around(0.6f) - (child ? 0.4f : 0),
        (child ? 0.65f : 1) + dice.Around(0.35f),
        1 + dice.Around(0.35f),
        1 + dice.Around(0.8f),
        (child ? 0.2f : 1) + dice.Around(0.8f),
        1 + dice.Around(0.5f));

    /// <summary>A point on the skin or above it.</summary>
    /// <param name="place">Angle and height.</param>
    /// <param name="lift">How far above the skin.</param>
    public Vector3 At(Vector2 place, float lift = 0)
    {
        Vector3 point = Smooth(place);
        if (MathF.Cos(place.X) > 0)
        {
            point.Z += Relief(point.X, place.Y) * MathF.Cos(place.X);
        }

        return lift == 0 ? point : Lifted(point, lift);
    }

    /// <summary>A point of the head without the relief of nose, lips and eyes.</summary>
    public Vector3 Smooth(Vector2 place, float lift = 0)
    {
        float y = place.Y;
        float cap = 1;
        if (y > 0.25f)
        {
            cap = MathF.Sqrt(MathF.Max(0, 1 - MathF.Pow((y - 0.25f) / (Top - 0.25f), 2.3f)));
        }
        else if (y < -0.95f)
        {
            float fall = (-0.95f - y) / (-0.95f - Bottom);
            cap = MathF.Sqrt(MathF.Max(0, 1 - (fall * fall)));
        }

        float jaw = 1 + ((Jaw - 1) * Math.Clamp(-y / 0.8f, 0, 1));
        (float sin, float cos) = MathF.SinCos(place.X);
        float depth = cos > 0 ? Front[y] * MathF.Pow(cos, 0.85f) : Back[y] * cos;
        Vector3 point = new(Sides[y] * Width * jaw * cap * sin, y, depth * cap);
        return lift == 0 ? point : Lifted(point, lift);
    }

    /// <summary>The place on the skin that appears at (x, y) when seen from the front.</summary>
    public Vector2 On(float x, float y)
    {
        float jaw = 1 + ((Jaw - 1) * Math.Clamp(-y / 0.8f, 0, 1));
        return new Vector2(MathF.Asin(Math.Clamp(x / (Sides[y] * Width * jaw), -1, 1)), y);
    }

    /// <summary>Places on the skin for points seen from the front; side -1 mirrors them to the left.</summary>
    public Vector2[] On(float side, params ReadOnlySpan<(float X, float Y)> points)
    {
        var places = new Vector2[points.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = On(side * points[i].X, points[i].Y);
        }

        return places;
    }

    private static Vector3 Lifted(Vector3 point, float lift)
    {
        var outward = new Vector3(point.X, MathF.Max(0, point.Y - 0.25f), point.Z);
        return point + (Vector3.Normalize(outward + new Vector3(0, 1e-4f, 0)) * lift);
    }

    private float Relief(float x, float y)
    {
        float ax = MathF.Abs(x);
        float ridge = NoseWidth * (0.085f + (0.05f * Math.Clamp(-y * 3, 0, 1)));
        return (Nose * NoseRidge[y] * MathF.Exp(-(x * x) / (ridge * ridge)))
            + (0.07f * Nose * Bump(ax - (0.115f * NoseWidth), y + 0.255f, 0.055f, 0.05f))
            - (0.1f * Bump(ax - 0.33f, y - 0.17f, 0.17f, 0.12f))
            + (0.05f * Bump(ax - 0.33f, y - 0.17f, 0.1f, 0.07f))
            + (0.045f * Brow * Bump(ax - 0.28f, y - 0.36f, 0.22f, 0.06f))
            + (0.055f * Cheeks * Bump(ax - 0.42f, y + 0.08f, 0.17f, 0.15f))
            + (0.07f * Bump(x, y + 0.52f, 0.26f, 0.2f))
            + (0.045f * Lips * Bump(x, y + 0.47f, 0.17f, 0.045f))
            + (0.05f * Lips * Bump(x, y + 0.58f, 0.15f, 0.05f))
            - (0.03f * Bump(x, y + 0.52f, 0.2f, 0.02f))
            - (0.045f * Bump(x, y + 0.7f, 0.16f, 0.05f))
            + (0.08f * Chin * Bump(x, y + 0.88f, 0.17f, 0.1f));
    }

    private static float Bump(float dx, float dy, float width, float height) =>
        MathF.Exp(-((dx * dx / (width * width)) + (dy * dy / (height * height))));
}
