using MaskML.Train.Runs;

namespace MaskML.Train.Training;

/// <summary>
/// The training images that the head is fitted to: all, or where <c>head.maxImages</c> are fewer, the same share of each label and source.
/// The order in which they are taken depends only on the seed and the files' content, and is that of the split from its end, so that
/// before the split it is known for nearly all images whether they will be taken.
/// </summary>
/// <param name="config">The seed, the limit, and the shares of the splits.</param>
internal sealed class HeadSample(TrainOptions config)
{
    // Of each label as many are taken as its share, and the random places of its images are only nearly even.
    private const double Slack = 1.05;

    /// <summary>The indices of the samples, in the data set's order.</summary>
    public int[] Of(Dataset dataset)
    {
        int[] train = [.. Enumerable.Range(0, dataset.Samples.Count).Where(i => dataset.Samples[i].Split == Split.Train)];
        double share = (double)config.Head.MaxImages / train.Length;
        return share >= 1 ? train :
        [
            .. train.Select(i => (Index: i, Sample: dataset.Samples[i]))
                .GroupBy(
                    one => (one.Sample.LabelIndex, one.Sample.File.Source),
                    one => (one.Index, Place: SplitGroup.PlaceOf(one.Sample.ContentHash.Span, config.Seed)))
                .SelectMany(group => group.OrderByDescending(one => one.Place)
                    .Take(Math.Max(DatasetLoader.MinSamples, (int)(share * group.Count()))).Select(one => one.Index))
                .Order(),
        ];
    }

    /// <summary>Whether the images of a file are likely to be among the samples. An error costs time and changes no result.</summary>
    /// <param name="file">The file.</param>
    /// <param name="files">Number of files.</param>
    public bool MayHold(InspectedFile file, int files)
    {
        double place = (double)SplitGroup.PlaceOf(file.ContentHash.Span, config.Seed) / (double)UInt128.MaxValue;
        return file.File.GivenSplit is not (Split.Validation or Split.Test)
            && place >= 1 - (Slack * config.Head.MaxImages / files)
            && (file.File.GivenSplit is Split.Train || place >= config.Data.Validation + config.Data.Test);
    }
}
