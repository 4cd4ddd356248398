using MaskML.Train.Data;

namespace MaskML.Train.Runs;

/// <summary>Samples as reports name them.</summary>
internal static class SampleNames
{
    /// <summary>The path inside the source; the face's place and size in a photo; the source's number where there are several.</summary>
    public static string Of(Sample sample, Dataset dataset)
    {
        bool several = dataset.Samples[^1].File.Source > 0;
        string file = several ? $"{sample.File.Source}/{sample.File.RelativePath}" : sample.File.RelativePath;
        return sample.Box is { } box ? $"{file}#{box.X},{box.Y},{box.Width},{box.Height}" : file;
    }

    /// <summary>The split in lower case.</summary>
    public static string Of(Split split) => split switch
    {
        Split.Train => "train",
        Split.Validation => "validation",
        _ => "test",
    };
}
