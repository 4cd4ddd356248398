namespace MaskML.Predict.Annotation;

/// <summary>Sizes of text and lines that fit a picture: readable at 200 pixels and at 8,000.</summary>
/// <param name="picture">Size of the picture.</param>
internal sealed class AnnotationScale(Size picture)
{
    private const double SmallestText = 8;
    private const double TextShare = 0.022;
    private const double SmallestNumber = 10;
    private const double SmallShare = 0.3;
    private const double LineShare = 0.0035;

    private readonly double text = Math.Max(SmallestText, Side(picture) * TextShare);

    /// <summary>Width of a box's line in pixels.</summary>
    public int Line { get; } = Math.Max(1, (int)Math.Round(Side(picture) * LineShare));

    /// <summary>The font for texts that fit.</summary>
    public TextFont Font => field ??= new TextFont(text);

    /// <summary>The font, or a smaller one where a bar of this text would be wider or higher than the picture.</summary>
    public TextFont Fitting(string label)
    {
        Size bar = Font.Bar(label);
        double share = Math.Min((double)picture.Width / bar.Width, (double)picture.Height / bar.Height);
        return share >= 1 ? Font : new TextFont(Math.Max(1, text * share * 0.95));
    }

    /// <summary>The font, or a smaller one beside a small face.</summary>
    public TextFont Small(Rect face) => new(Math.Clamp(SmallShare * face.Height, Math.Min(SmallestNumber, text), text));

    private static double Side(Size picture) => Math.Sqrt((double)picture.Width * picture.Height);
}
