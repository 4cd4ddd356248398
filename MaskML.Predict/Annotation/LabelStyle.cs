using MaskML.Predict.Faces;

namespace MaskML.Predict.Annotation;

/// <summary>How a label is drawn on a picture.</summary>
/// <param name="Text">Its wording.</param>
/// <param name="Color">Colour of box and bar, dark enough for white text, in BGR.</param>
internal sealed record LabelStyle(string Text, Scalar Color)
{
    private static readonly LabelStyle Mask = new("Mask", Bgr(0, 146, 36));
    private static readonly LabelStyle NoMask = new("No Mask", Bgr(222, 28, 28));

    // Neither green nor red, which the tutorial's labels use.
    private static readonly Scalar[] Palette =
    [
        Bgr(196, 98, 0),
        Bgr(0, 98, 204),
        Bgr(140, 60, 190),
        Bgr(0, 128, 140),
        Bgr(190, 30, 120),
        Bgr(120, 96, 0),
        Bgr(72, 84, 110),
        Bgr(130, 70, 40),
    ];

    /// <summary>
    /// The styles of a model's labels: the tutorial's green "Mask" and red "No Mask". Any other label shows its name, in a colour that is
    /// derived from the name, so that it stays the same from model to model unless two labels of one model collide.
    /// </summary>
    /// <param name="labels">The labels.</param>
    public static IReadOnlyDictionary<string, LabelStyle> ForLabels(IEnumerable<string> labels)
    {
        var styles = new Dictionary<string, LabelStyle>(StringComparer.Ordinal);
        var taken = new HashSet<int>();
        foreach (string label in labels)
        {
            styles[label] = label switch
            {
                FaceLabels.WithMask => Mask,
                FaceLabels.WithoutMask => NoMask,
                _ => new LabelStyle(label.Replace('_', ' '), Palette[Choose(label, taken)]),
            };
        }

        return styles;
    }

    private static int Choose(string label, HashSet<int> taken)
    {
        int first = (int)(label.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) % (uint)Palette.Length);
        for (int step = 0; step < Palette.Length; step++)
        {
            int index = (first + step) % Palette.Length;
            if (taken.Add(index))
            {
                return index;
            }
        }

        return first;
    }

    private static Scalar Bgr(byte red, byte green, byte blue) => new(blue, green, red);
}
