namespace MaskML.Train.Comparison;

/// <summary>Reduces two models to what both can be judged by: the images that both were scored on, and the labels that both know.</summary>
internal static class CommonImages
{
    /// <summary>The models with the same labels and the same images in the same order.</summary>
    /// <exception cref="InputException">They have fewer than two labels, or no image, in common.</exception>
    public static (Contender Old, Contender New) Of(Contender old, Contender @new)
    {
        string[] labels = [.. old.Labels.Where(@new.Labels.Contains)];
        if (labels.Length < 2)
        {
            throw new InputException(
                $"{@new.Name} has the labels {string.Join(", ", @new.Labels)}, {old.Name} has {string.Join(", ", old.Labels)}: "
                + "expected two or more in common, since answers to different questions cannot be compared.");
        }

        // Images are known by their content, wherever they lie; runs of earlier versions have paths only.
        bool hasContents = old.Images.Concat(@new.Images).All(image => image.Content.Length > 0);
        var open = Enumerable.Range(0, @new.Images.Count).GroupBy(i => Key(@new, i)).ToDictionary(g => g.Key, g => new Queue<int>(g));
        var pairs = new List<(int Old, int New)>();
        for (int i = 0; i < old.Images.Count; i++)
        {
            (string Name, string Label) key = Key(old, i);
            if (labels.Contains(key.Label) && open.TryGetValue(key, out Queue<int>? same) && same.TryDequeue(out int partner))
            {
                pairs.Add((i, partner));
            }
        }

        if (pairs.Count == 0)
        {
            throw new InputException(
                $"{@new.Name} was judged on {@new.Images.Count} images, {old.Name} on {old.Images.Count}, and they have none in common. "
                + "Score both on one folder with --on DIR.");
        }

        // Both models' images get the same weights.
        Contender first = Take(old, labels, [.. pairs.Select(pair => pair.Old)]);
        Contender second = Take(@new, labels, [.. pairs.Select(pair => pair.New)]);
        IReadOnlyList<ScoredImage> weighed = ScoredImage.Weigh(first.Images);
        return (
            first with { Images = weighed },
            second with { Images = [.. second.Images.Zip(weighed, (image, same) => image with { Weight = same.Weight })] });

        (string Name, string Label) Key(Contender model, int image)
        {
            ScoredImage one = model.Images[image];
            string name = hasContents ? one.Content + one.Path[SampleNames.FileOf(one.Path).Length..] : one.Path;
            return (name, model.Labels[one.Actual]);
        }
    }

    /// <summary>What a reader must know about a comparison.</summary>
    /// <param name="allOld">The old model with all its images.</param>
    /// <param name="allNew">The new model with all its images.</param>
    /// <param name="old">The old model with the common images.</param>
    /// <param name="new">The new model with the common images.</param>
    public static IReadOnlyList<string> Remarks(Contender allOld, Contender allNew, Contender old, Contender @new)
    {
        var remarks = new List<string>();
        if (old.Images.Count < Math.Max(allOld.Images.Count, allNew.Images.Count))
        {
            remarks.Add(FormattableString.Invariant(
                $"compared on {old.Images.Count} images that both were scored on: {allOld.Images.Count} of the old model, ")
                + FormattableString.Invariant($"{allNew.Images.Count} of the new one"));
        }

        if (old.Labels.Count < Math.Max(allOld.Labels.Count, allNew.Labels.Count))
        {
            remarks.Add($"compared on the labels that both know, {string.Join(", ", old.Labels)}: other labels are no answer here");
        }

        foreach (Contender model in new[] { old, @new })
        {
            int trained = Enumerable.Range(0, model.Images.Count).Count(model.IsTrainedOn);
            if (model.Trained is null)
            {
                remarks.Add($"it is not known which images {model.Name} was trained on; its figures may be too good");
            }
            else if (trained > 0)
            {
                remarks.Add(FormattableString.Invariant(
                    $"{model.Name} was trained on {trained} of the {model.Images.Count} images; its figures are too good"));
            }
        }

        return remarks;
    }

    private static Contender Take(Contender model, IReadOnlyList<string> labels, IReadOnlyList<int> images)
    {
        int[] columns = [.. labels.Select(label => model.Labels.ToList().IndexOf(label))];
        bool hasAll = labels.SequenceEqual(model.Labels, StringComparer.Ordinal);
        return model with
        {
            Labels = labels,
            Images = [.. images.Select(i => hasAll ? model.Images[i] : Reduce(model.Images[i]))],
            Pictures = [.. images.Select(i => model.Pictures[i])],
        };

        // Scores of the common labels, scaled to a sum of 1.
        ScoredImage Reduce(ScoredImage image)
        {
            float sum = Math.Max(columns.Sum(column => image.Scores[column]), float.Epsilon);
            return (image with { Actual = Array.IndexOf(columns, image.Actual) }).With([.. columns.Select(c => image.Scores[c] / sum)]);
        }
    }
}
