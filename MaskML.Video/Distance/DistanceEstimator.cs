using System.Numerics;
using OpenCvSharp;

namespace MaskML.Video.Distance;

/// <summary>
/// Estimates how far apart people stand from one picture, with the model of a pinhole camera: a face of known width in metres that
/// looks w pixels wide is focal length · width / w away, and its place in the picture tells the direction.
/// </summary>
/// <remarks>
/// What it assumes: every face is equally wide and turned to the camera, the lens does not distort, the picture is not cropped. A
/// face turned aside looks narrower, so it seems farther away than it is; a child's face too.
/// </remarks>
/// <param name="options">Widths, the camera, and what is too close.</param>
public sealed class DistanceEstimator(DistanceOptions options)
{
    /// <summary>Finds the pairs closer than the configured distance.</summary>
    /// <param name="faces">Boxes of the faces in pixels, not empty.</param>
    /// <param name="picture">Size of the picture they are in.</param>
    /// <returns>The pairs by their indices, the closest first.</returns>
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

    /// <summary>Where a face is, in metres: x to the right of the camera, y below it, z before it.</summary>
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

    /// <summary>Focal length in pixels for a picture.</summary>
    /// <param name="picture">Size of the picture. The field of view is that of its longer side.</param>
    public double FocalLength(Size picture) => options.FocalLength > 0
        ? options.FocalLength
        : Math.Max(picture.Width, picture.Height) / 2.0 / Math.Tan(options.FieldOfView * Math.PI / 360);

    // A face whose width is off by a share is off by the same share along its ray. Where two errors are independent, their squares add up.
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
