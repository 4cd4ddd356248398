namespace MaskML.Predict.Faces;

/// <summary>Sizes of faces: the longer side of the box, in pixels of the photo, and the classes that recall is reported for.</summary>
internal static class FaceSize
{
    private static readonly int[] Bounds = [12, 20, 40, 80, 160, 320];

    /// <summary>Names of the classes, from small to large.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["<12", "12-20", "20-40", "40-80", "80-160", "160-320", ">=320"];

    /// <summary>The size of a face, in pixels.</summary>
    /// <param name="box">The face.</param>
    public static int Of(Rect box) => Math.Max(box.Width, box.Height);

    /// <summary>The class of a face.</summary>
    /// <param name="box">The face.</param>
    public static string ClassOf(Rect box) => Classes[Bounds.Count(bound => Of(box) >= bound)];
}
