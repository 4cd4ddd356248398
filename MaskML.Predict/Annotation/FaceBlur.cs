namespace MaskML.Predict.Annotation;

/// <summary>Makes faces in a picture unrecognisable.</summary>
public static class FaceBlur
{
    // Blocks across a face: too few to recognise it and, unlike a Gaussian blur, without a way back.
    private const int Blocks = 6;

    // The detector's box may leave out hair and ears.
    private const double Margin = 0.2;

    /// <summary>Replaces each face by a few blocks of its colours.</summary>
    /// <param name="picture">A BGR picture; it is changed.</param>
    /// <param name="faces">Boxes of the faces.</param>
    public static void Blur(Mat picture, IEnumerable<Rect> faces)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(faces);
        foreach (Rect face in faces)
        {
            Rect box = Grow(face).Intersect(new Rect(default, picture.Size()));
            if (box.Width > 0 && box.Height > 0)
            {
                using var pixels = new Mat(picture, box);
                using var small = new Mat();
                var blocks = new Size(Math.Min(Blocks, box.Width), Math.Min(Blocks, box.Height));
                Cv2.Resize(pixels, small, blocks, 0, 0, InterpolationFlags.Area);
                Cv2.Resize(small, pixels, box.Size, 0, 0, InterpolationFlags.Nearest);
            }
        }
    }

    private static Rect Grow(Rect face)
    {
        int x = (int)Math.Ceiling(Margin * face.Width);
        int y = (int)Math.Ceiling(Margin * face.Height);
        return new Rect(face.X - x, face.Y - y, face.Width + (2 * x), face.Height + (2 * y));
    }
}
