namespace MaskML.Predict.Imaging;

/// <summary>
/// Cuts the square that the backbone sees. Training and prediction both call this, so that a face looks the same to both.
/// Shrinking averages over areas, enlarging is bilinear.
/// </summary>
public sealed class Cropper
{
    /// <summary>Creates a cropper.</summary>
    /// <param name="size">Side of the crops in pixels: the backbone's input size.</param>
    /// <param name="margin">Share of the face's longer side that is added on each side of it.</param>
    public Cropper(int size, double margin)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        Size = size;
        Margin = margin;
    }

    /// <summary>Side of the crops in pixels.</summary>
    public int Size { get; }

    /// <summary>Share of the face's longer side that is added on each side of it.</summary>
    public double Margin { get; }

    /// <summary>How crops are resized, as the model's manifest says it.</summary>
    public const string Interpolation = "area-linear";

    /// <summary>Takes a whole image as one crop: stretched to the square.</summary>
    /// <param name="image">A BGR picture.</param>
    /// <returns>A crop of <see cref="Size"/> × <see cref="Size"/> pixels, BGR, owned by the caller.</returns>
    public Mat Whole(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Resize(image);
    }

    /// <summary>
    /// Cuts a face: the square around the box's centre, its side the longer side of the box plus the margin. Where it reaches
    /// beyond the photo, the photo's edge is repeated.
    /// </summary>
    /// <param name="photo">A BGR picture.</param>
    /// <param name="box">The face in pixels; must overlap the photo.</param>
    /// <returns>A crop of <see cref="Size"/> × <see cref="Size"/> pixels, BGR, owned by the caller.</returns>
    public Mat Face(Mat photo, Rect box)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Rect square = Square(box, Margin);
        Rect inside = square & new Rect(0, 0, photo.Width, photo.Height);
        if (inside.Width <= 0 || inside.Height <= 0)
        {
            throw new ArgumentException($"The box {box} lies outside of the photo of {photo.Width} x {photo.Height} pixels.", nameof(box));
        }

        using var view = new Mat(photo, inside);
        if (inside == square)
        {
            return Resize(view);
        }

        // The pixels outside of the region but inside of the photo must not leak in: the border repeats the region's own edge.
        using var padded = new Mat();
        Cv2.CopyMakeBorder(
            view,
            padded,
            inside.Top - square.Top,
            square.Bottom - inside.Bottom,
            inside.Left - square.Left,
            square.Right - inside.Right,
            BorderTypes.Replicate | BorderTypes.Isolated);
        return Resize(padded);
    }

    /// <summary>The square that <see cref="Face"/> cuts, in whole pixels; it can reach beyond the photo.</summary>
    /// <param name="box">The face in pixels.</param>
    /// <param name="margin">Share of the longer side that is added on each side.</param>
    public static Rect Square(Rect box, double margin)
    {
        double side = Math.Max(box.Width, box.Height) * (1 + (2 * margin));
        int pixels = Math.Max(1, (int)Math.Round(side));
        int left = (int)Math.Round(box.X + (box.Width / 2.0) - (side / 2));
        int top = (int)Math.Round(box.Y + (box.Height / 2.0) - (side / 2));
        return new Rect(left, top, pixels, pixels);
    }

    private Mat Resize(Mat source)
    {
        var crop = new Mat();
        bool shrinks = source.Width >= Size && source.Height >= Size;
        Cv2.Resize(source, crop, new Size(Size, Size), 0, 0, shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return crop;
    }
}
