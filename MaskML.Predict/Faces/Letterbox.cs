using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>
/// A photo fitted into a square: scaled to touch it, at its top left corner, the rest black. Detectors that take one input size
/// see photos of any shape so.
/// </summary>
public readonly record struct Letterbox
{
    /// <summary>Plans how a photo is fitted.</summary>
    /// <param name="photo">Size of the photo, at least one pixel each way.</param>
    /// <param name="side">Side of the square in pixels.</param>
    public Letterbox(Size photo, int side)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(photo.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(photo.Height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        Photo = photo;
        Side = side;
        double scale = (double)side / Math.Max(photo.Width, photo.Height);
        Fitted = new Size(Scaled(photo.Width, scale), Scaled(photo.Height, scale));
    }

    /// <summary>Size of the photo.</summary>
    public Size Photo { get; }

    /// <summary>Side of the square in pixels.</summary>
    public int Side { get; }

    /// <summary>Size of the photo inside the square.</summary>
    public Size Fitted { get; }

    /// <summary>Fits the photo.</summary>
    /// <param name="photo">The photo, of size <see cref="Photo"/>.</param>
    /// <returns>The square, owned by the caller.</returns>
    public Mat Apply(Mat photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var square = new Mat(Side, Side, photo.Type(), Scalar.Black);
        using var inside = new Mat(square, new Rect(0, 0, Fitted.Width, Fitted.Height));
        bool shrinks = Photo.Width > Fitted.Width;
        Cv2.Resize(photo, inside, Fitted, 0, 0, shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return square;
    }

    /// <summary>Takes a box from the square back to the photo.</summary>
    /// <param name="box">A box in pixels of the square.</param>
    /// <returns>The box in whole pixels, the part inside the photo; empty where nothing is.</returns>
    public Rect ToPhoto(Rect2f box)
    {
        // Each axis has its own scale: the fitted size is rounded to whole pixels.
        double x = (double)Photo.Width / Fitted.Width;
        double y = (double)Photo.Height / Fitted.Height;
        int left = ToPixel(box.X * x);
        int top = ToPixel(box.Y * y);
        int right = ToPixel(((double)box.X + box.Width) * x);
        int bottom = ToPixel(((double)box.Y + box.Height) * y);
        return right > left && bottom > top
            ? Boxes.Clamp(new Rect(left, top, right - left, bottom - top), Photo)
            : default;
    }

    // Far beyond any picture, and half of what an int holds, so that differences fit too.
    private static int ToPixel(double value) => double.IsNaN(value) ? 0 : (int)Math.Clamp(Math.Round(value), -1e9, 1e9);

    private static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));
}
