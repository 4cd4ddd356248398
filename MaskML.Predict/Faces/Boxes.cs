namespace MaskML.Predict.Faces;

/// <summary>Geometry of boxes in whole pixels; right and bottom edges lie outside.</summary>
internal static class Boxes
{
    /// <summary>The part of a box that lies inside a picture.</summary>
    /// <param name="box">A box, maybe reaching beyond the picture.</param>
    /// <param name="picture">Size of the picture.</param>
    /// <returns>The part, or an empty box where there is none.</returns>
    public static Rect Clamp(Rect box, Size picture)
    {
        (long left, long right) = Clamp(box.X, box.Width, picture.Width);
        (long top, long bottom) = Clamp(box.Y, box.Height, picture.Height);
        return right > left && bottom > top
            ? new Rect((int)left, (int)top, (int)(right - left), (int)(bottom - top))
            : default;
    }

    /// <summary>How much two boxes overlap: the area that they share over the area that they cover together.</summary>
    /// <param name="a">One box.</param>
    /// <param name="b">Another.</param>
    /// <returns>0, where they share nothing, to 1, where they are the same.</returns>
    public static double IoU(Rect a, Rect b)
    {
        double shared = Shared(a, b);
        return shared <= 0 ? 0 : shared / (Area(a) + Area(b) - shared);
    }

    /// <summary>Area of the part that two boxes share, in square pixels.</summary>
    internal static double Shared(Rect a, Rect b) => Shared(a.X, a.Width, b.X, b.Width) * Shared(a.Y, a.Height, b.Y, b.Height);

    /// <summary>Area of a box in square pixels.</summary>
    internal static double Area(Rect box) => (double)box.Width * box.Height;

    private static double Shared(int a, int aLength, int b, int bLength) =>
        Math.Max(0, Math.Min((long)a + aLength, (long)b + bLength) - Math.Max(a, b));

    private static (long From, long To) Clamp(int from, int length, int limit) =>
        (Math.Clamp(from, 0, limit), Math.Clamp((long)from + length, 0, limit));
}
