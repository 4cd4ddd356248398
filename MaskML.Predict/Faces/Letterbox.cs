namespace MaskML.Predict.Faces;

/// <summary>
/// A photo, or a part of one, fitted into a frame: scaled to touch it, at its top left corner, the rest black. Detectors that take a
/// few input sizes see photos of any shape so.
/// </summary>
internal readonly record struct Letterbox
{
    /// <summary>Plans how a photo is fitted into a square.</summary>
    /// <param name="photo">Size of the photo, at least one pixel each way.</param>
    /// <param name="side">Side of the square in pixels.</param>
    public Letterbox(Size photo, int side)
        : this(new Rect(0, 0, photo.Width, photo.Height), new Size(side, side))
    {
    }

    /// <summary>Plans how a part of a photo is fitted into a frame.</summary>
    /// <param name="part">The part in pixels of the photo, inside of it, at least one pixel each way.</param>
    /// <param name="frame">Size of the frame in pixels.</param>
    public Letterbox(Rect part, Size frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(part.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(part.Height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frame.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frame.Height);
        Part = part;
        Frame = frame;
        double scale = Math.Min((double)frame.Width / part.Width, (double)frame.Height / part.Height);
        Fitted = new Size(Scaled(part.Width, scale, frame.Width), Scaled(part.Height, scale, frame.Height));
    }

    /// <summary>What is fitted, in pixels of the photo.</summary>
    public Rect Part { get; }

    /// <summary>Size of the frame in pixels.</summary>
    public Size Frame { get; }

    /// <summary>Size of the fitted part inside the frame.</summary>
    public Size Fitted { get; }

    /// <summary>Whether a box, in pixels of the photo, lies inside the part.</summary>
    public bool Holds(Rect box) => (Part & box) == box;

    /// <summary>Fits the part.</summary>
    /// <param name="photo">The photo, which holds <see cref="Part"/>.</param>
    /// <returns>The frame, owned by the caller.</returns>
    public Mat Apply(Mat photo)
    {
        var filled = new Mat(Frame, photo.Type(), Scalar.Black);
        using var inside = new Mat(filled, new Rect(0, 0, Fitted.Width, Fitted.Height));
        using var part = new Mat(photo, Part);
        Resize(part, inside, Fitted);
        return filled;
    }

    /// <summary>Takes a box from the frame back to the photo.</summary>
    /// <param name="box">A box in pixels of the frame.</param>
    /// <returns>The box in whole pixels of the photo, what of it lies inside of the part; empty where nothing does.</returns>
    public Rect ToPhoto(Rect2f box)
    {
        // Each axis has its own scale: the fitted size is rounded to whole pixels.
        double x = (double)Part.Width / Fitted.Width;
        double y = (double)Part.Height / Fitted.Height;
        int left = ToPixel(box.X * x);
        int top = ToPixel(box.Y * y);
        int right = ToPixel(((double)box.X + box.Width) * x);
        int bottom = ToPixel(((double)box.Y + box.Height) * y);
        Rect inside = right > left && bottom > top
            ? Boxes.Clamp(new Rect(left, top, right - left, bottom - top), Part.Size)
            : default;
        return inside.Width > 0 ? inside + Part.Location : default;
    }

    // OpenCV halves a picture many times faster than it shrinks it by another factor.
    private static void Resize(Mat from, Mat to, Size size)
    {
        if (from.Width <= 2 * size.Width || from.Height <= 2 * size.Height)
        {
            Cv2.Resize(from, to, size, 0, 0, from.Width > size.Width ? InterpolationFlags.Area : InterpolationFlags.Linear);
            return;
        }

        using var half = new Mat();
        using Mat even = from[0, from.Rows & ~1, 0, from.Cols & ~1];
        Cv2.Resize(even, half, new Size(even.Cols / 2, even.Rows / 2), 0, 0, InterpolationFlags.Area);
        Resize(half, to, size);
    }

    // Far beyond any picture, and half of what an int holds, so that differences fit too.
    private static int ToPixel(double value) => double.IsNaN(value) ? 0 : (int)Math.Clamp(Math.Round(value), -1e9, 1e9);

    private static int Scaled(int length, double scale, int limit) => Math.Clamp((int)Math.Round(length * scale), 1, limit);
}
