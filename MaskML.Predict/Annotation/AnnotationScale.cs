namespace MaskML.Predict.Annotation;

/// <summary>Sizes of text and lines that fit a picture: readable at 200 pixels and at 8,000.</summary>
internal sealed class AnnotationScale
{
    private const double SmallestText = 8;
    private const double TextShare = 0.022;
    private const double LineShare = 0.0035;

    private readonly Size picture;
    private readonly double text;

    /// <summary>Plans the sizes.</summary>
    /// <param name="picture">Size of the picture.</param>
    public AnnotationScale(Size picture)
    {
        this.picture = picture;
        double side = Math.Sqrt((double)picture.Width * picture.Height);
        text = Math.Max(SmallestText, side * TextShare);
        Line = Math.Max(1, (int)Math.Round(side * LineShare));
        Font = new TextFont(text);
    }

    /// <summary>Width of a box's line in pixels.</summary>
    public int Line { get; }

    /// <summary>The font for texts that fit.</summary>
    public TextFont Font { get; }

    /// <summary>The font, or a smaller one where a bar of this text would be wider or higher than the picture.</summary>
    public TextFont Fitting(string label)
    {
        Size bar = Font.Bar(label);
        double share = Math.Min((double)picture.Width / bar.Width, (double)picture.Height / bar.Height);
        return share >= 1 ? Font : new TextFont(Math.Max(1, text * share * 0.95));
    }
}
