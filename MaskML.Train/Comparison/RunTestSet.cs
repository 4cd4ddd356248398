using System.Security.Cryptography;
using MaskML.Predict.Concurrency;
using MaskML.Predict.Imaging;
using MaskML.Train.Runs;

namespace MaskML.Train.Comparison;

/// <summary>The files of a run's test split, for scoring another model.</summary>
/// <param name="Labels">The run's labels.</param>
/// <param name="Names">Names of the images, as the run has them.</param>
/// <param name="Samples">The images, in the same order.</param>
internal sealed record RunTestSet(IReadOnlyList<string> Labels, IReadOnlyList<string> Names, IReadOnlyList<Sample> Samples)
{
    /// <summary>The test split of a data set.</summary>
    public static RunTestSet Of(Dataset dataset)
    {
        bool several = dataset.Samples[^1].File.Source > 0;
        Sample[] samples = [.. dataset.Samples.Where(sample => sample.Split == Split.Test)];
        return new RunTestSet(dataset.Labels, [.. samples.Select(sample => SampleNames.Of(sample, several))], samples);
    }

    /// <summary>Reads the files and verifies that they are those that the run was tested on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folders">The folders that relative data folders may start from.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InputException">A file does not exist any more, or its content has changed.</exception>
    public static RunTestSet Read(StoredRun run, IReadOnlyList<string> folders, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScoredImage> images = run.ReadTest();
        IReadOnlyList<string> sources = Sources(run, folders);
        Sample[] samples =
            [.. OrderedParallel.Select(images, Environment.ProcessorCount, image => Read(image, run, sources), cancellationToken)];
        string found = SplitHash.Of(samples.Select((sample, i) => (images[i].Path, sample.Label, sample.ContentHash)));
        return found == run.TestSha256
            ? new RunTestSet(run.Labels, [.. images.Select(image => image.Path)], samples)
            : throw new InputException(
                $"{string.Join(", ", sources)}: the test images of {run.Report.Run} are not what they were when it was trained. "
                + "Score both models on a folder with --on DIR.");
    }

    /// <summary>The data folders of a run, as full paths; they need not exist.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folders">The folders that relative ones may start from; the first one that contains it is used.</param>
    public static IReadOnlyList<string> Sources(StoredRun run, IReadOnlyList<string> folders) =>
    [.. run.Report.Data.Path.Split(';').Select(source =>
        folders.Select(folder => Path.GetFullPath(source, folder)).FirstOrDefault(Directory.Exists)
        ?? Path.GetFullPath(source, folders[0]))];

    private static Sample Read(ScoredImage image, StoredRun run, IReadOnlyList<string> sources)
    {
        (string? path, OpenCvSharp.Rect? box) = SampleNames.Parse(image.Path, sources);
        var target = new Target(run.Labels[image.Actual], box);
        try
        {
            byte[] content = ImageDecoder.ReadBytes(path ?? image.Path);
            var file = new ImageFile(path!, image.Path, 0, null, [target]);
            return new Sample(file, target, image.Actual, Split.Test, SHA256.HashData(content), 0, 0, 1) { Group = image.Group };
        }
        catch (ImageException e)
        {
            throw new InputException(
                $"{path ?? image.Path}: this test image of {run.Report.Run} {e.Message} "
                + $"Start where its data folders are ({string.Join(", ", sources)}), or score both models on a folder with --on DIR.",
                e);
        }
    }
}
