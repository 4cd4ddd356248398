using MaskML.Predict.Annotation;

namespace MaskML.Video.Distance;

/// <summary>Draws lines between people who stand too close, labelled with the distance in metres.</summary>
internal static class DistanceOverlay
{
    private static readonly Scalar Amber = new(0, 120, 200);

    /// <summary>Draws onto the picture, before <see cref="Annotator"/> draws the faces.</summary>
    /// <param name="picture">A BGR picture; it is changed.</param>
    /// <param name="faces">The faces that the pairs index.</param>
    /// <param name="pairs">The pairs, the closest first.</param>
    public static void Draw(Mat picture, IReadOnlyList<LabelledFace> faces, IReadOnlyList<PairDistance> pairs)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        var scale = new AnnotationScale(picture.Size());
        var placer = new BarPlacer(picture.Size(), [.. faces.Select(face => face.Face.Box)]);
        foreach (PairDistance pair in pairs)
        {
            Cv2.Line(picture, Middle(faces[pair.First]), Middle(faces[pair.Second]), Amber, scale.Line, LineTypes.AntiAlias);
        }

        foreach (PairDistance pair in pairs)
        {
            string text = FormattableString.Invariant($"{pair.Metres:0.0} m");
            Point from = Middle(faces[pair.First]);
            Point to = Middle(faces[pair.Second]);
            var spot = new Rect((from.X + to.X) / 2, (from.Y + to.Y) / 2, 1, 1);
            if (placer.TryPlace(spot, scale.Font.Bar(text)) is { } bar)
            {
                Cv2.Rectangle(picture, bar, Amber, Cv2.FILLED);
                scale.Font.Draw(picture, text, bar);
            }
        }
    }

    private static Point Middle(LabelledFace face) =>
        new(face.Face.Box.X + (face.Face.Box.Width / 2), face.Face.Box.Y + (face.Face.Box.Height / 2));
}
