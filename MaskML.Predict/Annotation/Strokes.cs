namespace MaskML.Predict.Annotation;

/// <summary>Outlines of boxes, drawn inwards so that they stay in the picture.</summary>
internal static class Strokes
{
    /// <summary>Draws a solid outline.</summary>
    public static void Solid(Mat picture, Rect box, Scalar color, int width)
    {
        foreach (Rect side in Sides(box, width))
        {
            Cv2.Rectangle(picture, side, color, Cv2.FILLED);
        }
    }

    /// <summary>Draws a dashed outline.</summary>
    public static void Dashed(Mat picture, Rect box, Scalar color, int width)
    {
        int dash = Math.Max(2, 4 * width);
        foreach (Rect side in Sides(box, width))
        {
            bool flat = side.Width >= side.Height;
            int length = flat ? side.Width : side.Height;
            for (int at = 0; at < length; at += 2 * dash)
            {
                int part = Math.Min(dash, length - at);
                Rect piece = flat
                    ? new Rect(side.X + at, side.Y, part, side.Height)
                    : new Rect(side.X, side.Y + at, side.Width, part);
                Cv2.Rectangle(picture, piece, color, Cv2.FILLED);
            }
        }
    }

    private static Rect[] Sides(Rect box, int width)
    {
        int stroke = Math.Clamp(width, 1, Math.Max(1, Math.Min(box.Width, box.Height) / 2));
        return
        [
            new Rect(box.X, box.Y, box.Width, stroke),
            new Rect(box.X, box.Bottom - stroke, box.Width, stroke),
            new Rect(box.X, box.Y, stroke, box.Height),
            new Rect(box.Right - stroke, box.Y, stroke, box.Height),
        ];
    }
}
