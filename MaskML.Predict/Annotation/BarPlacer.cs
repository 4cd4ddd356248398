using OpenCvSharp;

namespace MaskML.Predict.Annotation;

/// <summary>
/// Finds room for the bars with the labels: above the box; where there is no room, or another bar or face is in the way, below
/// the box or inside at its top. Always inside the picture.
/// </summary>
internal sealed class BarPlacer(Size picture, IReadOnlyList<Rect> faces)
{
    private readonly List<Rect> placed = [];

    /// <summary>Finds room for the bar of a face and keeps it.</summary>
    /// <param name="face">The face.</param>
    /// <param name="bar">Size of the bar.</param>
    public Rect Place(Rect face, Size bar)
    {
        Rect best = default;
        double least = double.PositiveInfinity;
        foreach (int y in new[] { face.Top - bar.Height, face.Bottom, face.Top })
        {
            // A bar that must be pushed to stay in the picture would lie on its own face.
            var candidate = new Rect(Inside(face.X, bar.Width, picture.Width), Inside(y, bar.Height, picture.Height), bar.Width, bar.Height);
            double covered = Covered(candidate, face) + (candidate.Y == y ? 0 : bar.Height * bar.Width);
            if (covered < least)
            {
                (best, least) = (candidate, covered);
            }
        }

        placed.Add(best);
        return best;
    }

    /// <summary>How many pixels of faces and bars a box would hide; what hides a bar counts double.</summary>
    public double Covered(Rect box, Rect own = default) =>
        faces.Where(face => face != own).Sum(face => Shared(face, box)) + placed.Sum(bar => 2 * Shared(bar, box));

    private static double Shared(Rect a, Rect b)
    {
        Rect shared = a & b;
        return (double)shared.Width * shared.Height;
    }

    private static int Inside(int from, int length, int limit) => Math.Clamp(from, 0, Math.Max(0, limit - length));
}
