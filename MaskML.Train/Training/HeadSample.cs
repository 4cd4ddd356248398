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

    /// <summary>The samples, in the data set's order.</summary>
    public Sample[] Of(Dataset dataset)
    {
        Sample[] train = [.. dataset.Samples.Where(sample => sample.Split == Split.Train)];
        double share = (double)config.Head.MaxImages / train.Length;
        if (share >= 1)
        {
            return train;
        }

        HashSet<Sample> taken = new(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<(int, int), Sample> group in train.GroupBy(sample => (sample.LabelIndex, sample.File.Source)))
        {
            int count = Math.Max(DatasetLoader.MinSamples, (int)(share * group.Count()));
            taken.UnionWith(group.OrderByDescending(sample => SplitGroup.PlaceOf(sample.ContentHash.Span, config.Seed)).Take(count));
        }

        return [.. train.Where(taken.Contains)];
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
