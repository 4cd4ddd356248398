using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Train.Runs;

/// <summary>Samples as reports name them.</summary>
internal static class SampleNames
{
    /// <summary>The path inside the source; the face's place and size in a photo; the source's number where there are several.</summary>
    public static string Of(Sample sample, Dataset dataset) => Of(sample.File, sample.Box, dataset.Samples[^1].File.Source > 0);

    /// <summary>The same of a box in a file, or of the file where there is no box.</summary>
    /// <param name="file">The file.</param>
    /// <param name="box">The face in pixels, inside the photo.</param>
    /// <param name="several">Whether there are several sources.</param>
    public static string Of(ImageFile file, Rect? box, bool several)
    {
        string path = several ? $"{file.Source}/{file.RelativePath}" : file.RelativePath;
        return box is { } face ? $"{path}#{face.X},{face.Y},{face.Width},{face.Height}" : path;
    }

    /// <summary>The split in lower case.</summary>
    public static string Of(Split split) => split switch
    {
        Split.Train => "train",
        Split.Validation => "validation",
        _ => "test",
    };
}
