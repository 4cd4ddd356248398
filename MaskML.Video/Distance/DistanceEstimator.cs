using System.Numerics;

namespace MaskML.Video.Distance;

/// <summary>Two people who stand close to each other.</summary>
/// <param name="First">Index of one face.</param>
/// <param name="Second">Index of the other, larger than <paramref name="First"/>.</param>
/// <param name="Metres">Estimated distance between the faces in metres.</param>
/// <param name="Error">Standard error of the estimate in metres.</param>
public readonly record struct PairDistance(int First, int Second, double Metres, double Error);

/// <summary>
/// Estimates from one picture how far apart people stand, with the pinhole camera model: a face that is w pixels wide and has a known
/// width in metres is focal length × width / w away, in the direction that its position in the picture gives.
/// </summary>
/// <remarks>
/// Assumptions: all faces have the same width and look at the camera, the lens does not distort, and the picture is not cropped. A face
/// in profile and a child's face are narrower, so their estimated distance from the camera is too large.
/// </remarks>
/// <param name="options">The width of a face, the camera, and the distance that is too close.</param>
public sealed class DistanceEstimator(DistanceOptions options)
{
    /// <summary>Finds the pairs closer than the configured distance.</summary>
    /// <param name="faces">Boxes of the faces in pixels, not empty.</param>
    /// <param name="picture">Size of the picture.</param>
    /// <returns>The pairs, the closest first.</returns>
    public IReadOnlyList<PairDistance> ClosePairs(IReadOnlyList<Rect> faces, Size picture)
    {
        ArgumentNullException.ThrowIfNull(faces);
        Vector3[] places = [.. faces.Select(face => Place(face, picture))];
        var pairs = new List<PairDistance>();
        for (int second = 1; second < places.Length; second++)
        {
            for (int first = 0; first < second; first++)
            {
                double metres = Vector3.Distance(places[first], places[second]);
                if (metres < options.Metres)
                {
                    pairs.Add(new PairDistance(first, second, metres, Error(places[first], places[second])));
                }
            }
        }

        pairs.Sort((a, b) => a.Metres.CompareTo(b.Metres));
        return pairs;
    }

    /// <summary>The position of a face in metres: x to the right of the camera, y below it, z in front of it.</summary>
    /// <param name="face">Box of the face in pixels, not empty.</param>
    /// <param name="picture">Size of the picture.</param>
    public Vector3 Place(Rect face, Size picture)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(face.Width);
        double focal = FocalLength(picture);
        double metresPerPixel = options.FaceWidth / face.Width;
        double x = face.X + ((face.Width - picture.Width) / 2.0);
        double y = face.Y + ((face.Height - picture.Height) / 2.0);
        return new Vector3((float)(x * metresPerPixel), (float)(y * metresPerPixel), (float)(focal * metresPerPixel));
    }

    /// <summary>The focal length in pixels.</summary>
    /// <param name="picture">Size of the picture; the field of view spans its longer side.</param>
    public double FocalLength(Size picture) => options.FocalLength > 0
        ? options.FocalLength
        : Math.Max(picture.Width, picture.Height) / 2.0 / Math.Tan(options.FieldOfView * Math.PI / 360);

    // A relative error of a face's width is the same relative error along its ray. The squares of independent errors add up.
    private double Error(Vector3 a, Vector3 b)
    {
        Vector3 apart = a - b;
        float distance = apart.Length();
        if (distance == 0)
        {
            return options.Error * Math.Sqrt(2) * a.Length();
        }

        Vector3 direction = apart / distance;
        double first = options.Error * Vector3.Dot(a, direction);
        double second = options.Error * Vector3.Dot(b, direction);
        return Math.Sqrt((first * first) + (second * second));
    }
}
