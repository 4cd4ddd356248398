namespace MaskML.Predict.Annotation;

/// <summary>OpenCV's stroke font at one size. It has ASCII only; OpenCV draws a question mark for any other letter.</summary>
/// <param name="height">Height of a capital letter in pixels.</param>
internal sealed class TextFont(double height)
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;

    // Height of a capital letter at scale 1, in pixels.
    private const double CapitalHeight = 21;

    private readonly double scale = height / CapitalHeight;
    private readonly int thickness = Math.Max(1, (int)Math.Round(height * 0.13));

    /// <summary>Height of a capital letter in pixels.</summary>
    public int Height { get; } = (int)Math.Ceiling(height);

    /// <summary>Room to leave around a text, in pixels.</summary>
    public int Padding { get; } = Math.Max(1, (int)Math.Round(height * 0.4));

    /// <summary>Height of a bar that holds a line of text.</summary>
    public int BarHeight => Height + (2 * Padding);

    /// <summary>Width of a text in pixels, without padding.</summary>
    public int Width(string text) => Cv2.GetTextSize(text, Font, scale, thickness, out _).Width;

    /// <summary>Size of the bar that holds a text.</summary>
    public Size Bar(string text) => new(Width(text) + (2 * Padding), BarHeight);

    /// <summary>Draws a text in white.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="text">The text.</param>
    /// <param name="bar">The bar whose left end takes the text, padding included.</param>
    public void Draw(Mat picture, string text, Rect bar) => Draw(picture, text, bar, Scalar.White, thickness);

    /// <summary>Draws a text in white with a dark outline, for any background.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="text">The text.</param>
    /// <param name="bar">The bar whose left end takes the text, padding included.</param>
    public void DrawOutlined(Mat picture, string text, Rect bar)
    {
        Draw(picture, text, bar, Scalar.Black, thickness + Math.Min(4, 2 * Padding));
        Draw(picture, text, bar);
    }

    private void Draw(Mat picture, string text, Rect bar, Scalar color, int width)
    {
        var baseline = new Point(bar.X + Padding, bar.Y + Padding + Height);
        Cv2.PutText(picture, text, baseline, Font, scale, color, width, LineTypes.AntiAlias);
    }
}
