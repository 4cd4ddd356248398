namespace MaskML.Train.Data;

/// <summary>
/// Splits images into training, validation and test: stratified by label and source, with duplicates in one split. The same images and seed
/// give the same splits, whatever their folders and order; adding an image moves few of the others, and none of a source that grows.
/// </summary>
/// <param name="validation">Share for validation where none is given.</param>
/// <param name="test">Share for the test split where none is given.</param>
/// <param name="seed">Another seed gives another split.</param>
internal sealed class Splitter(double validation, double test, int seed)
{
    /// <summary>Splits images.</summary>
    /// <param name="items">The images.</param>
    /// <returns>
    /// The split of each image. Given splits are kept; a split that a source lacks is taken from its training images. Null for an image
    /// whose duplicate is given for a split further from training: using it would make the metrics of that split too good.
    /// </returns>
    public Split?[] Split(IReadOnlyList<SplitItem> items)
    {
        HashSet<(int, Split)> given = [.. items.Where(i => i.Given is not null).Select(i => (i.Source, i.Given!.Value))];
        if (items.Any(i => i.Grows))
        {
            // As if all three splits were given, even those that no image is in yet.
            items = [.. items.Select(i => i.Grows ? i with { Given = OwnOf(i) } : i)];
            given.UnionWith(items.Where(i => i.Grows).SelectMany(i => Enum.GetValues<Split>().Select(split => (i.Source, split))));
        }

        SplitGroup[] groups = [.. items.Select((item, index) => (Item: item, Index: index)).GroupBy(i => i.Item.Group)
            .Select(members => new SplitGroup([.. members], given, seed))
            .OrderBy(g => g.Place)];
        Fill(groups);
        FillMissingLabels(groups);

        var splits = new Split?[items.Count];
        foreach (SplitGroup group in groups)
        {
            foreach ((SplitItem item, int index) in group.Members)
            {
                Split own = group.IsFixed ? item.Given ?? group.Split : group.Split;
                splits[index] = own == group.Split ? own : null;
            }
        }

        return splits;
    }

    private Split OwnOf(SplitItem item)
    {
        double place = (double)SplitGroup.PlaceOf(item.ContentHash.Span, seed) / (double)UInt128.MaxValue;
        return place < test ? Data.Split.Test : place < test + validation ? Data.Split.Validation : Data.Split.Train;
    }

    /// <summary>Fills the test split, then validation, up to their quotas, the rarest label first; the rest is for training.</summary>
    private void Fill(SplitGroup[] groups)
    {
        SplitGroup[] free = [.. groups.Where(g => !g.IsFixed)];
        Dictionary<(Split, Stratum), int> quotas = Quotas(free);
        var filled = new Dictionary<(Split, Stratum), int>();
        var open = free.ToHashSet();
        var strata = free.SelectMany(g => g.Counts).GroupBy(c => c.Key, c => c.Value)
            .OrderBy(s => s.Sum()).ThenBy(s => s.Key.Label, StringComparer.Ordinal).ThenBy(s => s.Key.Source);
        foreach (Stratum stratum in strata.Select(s => s.Key))
        {
            foreach (SplitGroup group in free.Where(g => g.Counts.Any(count => count.Key == stratum) && open.Remove(g)))
            {
                foreach (Split split in group.Choices)
                {
                    // The group goes into the split if that brings the split closer to its quota.
                    int gap = quotas.GetValueOrDefault((split, stratum)) - filled.GetValueOrDefault((split, stratum));
                    if (group.Counts.First(count => count.Key == stratum).Value < (2 * gap) + 1)
                    {
                        group.Split = split;
                        break;
                    }
                }

                foreach ((Stratum one, int count) in group.Counts)
                {
                    filled[(group.Split, one)] = filled.GetValueOrDefault((group.Split, one)) + count;
                }
            }
        }
    }

    /// <summary>Number of samples wanted in each split; the rounding error of one source of a label is carried over to the next.</summary>
    private Dictionary<(Split, Stratum), int> Quotas(SplitGroup[] free)
    {
        var quotas = new Dictionary<(Split, Stratum), int>();
        foreach ((Split split, double share) in new[] { (Data.Split.Test, test), (Data.Split.Validation, validation) })
        {
            var counts = free.Where(g => g.Choices.Contains(split)).SelectMany(g => g.Counts).GroupBy(c => c.Key, c => c.Value);
            foreach (var label in counts.GroupBy(c => c.Key.Label, StringComparer.Ordinal))
            {
                (int seen, int given) = (0, 0);
                foreach (var stratum in label.OrderBy(s => s.Key.Source))
                {
                    seen += stratum.Sum();
                    quotas[(split, stratum.Key)] = (int)Math.Round(seen * share, MidpointRounding.AwayFromZero) - given;
                    given += quotas[(split, stratum.Key)];
                }
            }
        }

        return quotas;
    }

    /// <summary>Moves a group into each split that lacks a label, if the label has a group to spare.</summary>
    private static void FillMissingLabels(SplitGroup[] groups)
    {
        var byLabel = groups.SelectMany(g => g.Labels.Select(label => (Label: label, Group: g)))
            .GroupBy(p => p.Label, p => p.Group, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        foreach ((_, SplitGroup[] members) in byLabel.OrderBy(l => l.Value.Length).ThenBy(l => l.Key, StringComparer.Ordinal))
        {
            foreach (Split wanted in new[] { Data.Split.Train, Data.Split.Test, Data.Split.Validation })
            {
                if (members.Any(g => g.Split == wanted))
                {
                    continue;
                }

                SplitGroup? donor = members
                    .Where(g => g.CanBe(wanted) && g.Labels.All(l => byLabel[l].Count(other => other.Split == g.Split) > 1))
                    .OrderBy(g => g.Split).ThenBy(g => g.Members.Count).FirstOrDefault();
                if (donor is not null)
                {
                    donor.Split = wanted;
                }
            }
        }
    }
}
