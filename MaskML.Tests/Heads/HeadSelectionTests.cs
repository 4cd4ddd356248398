using MaskML.Train.Features;
using MaskML.Train.Heads;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MaskML.Tests.Heads;

public sealed class HeadSelectionTests
{
    private const int PerLabel = 60;
    private static readonly HeadOptions Config = new() { L2 = [0.01, 1000] };

    [Fact]
    public void Leaving_out_a_source_detects_a_shortcut_of_one_source()
    {
        // The first feature tells the label a little in every source; the second tells it fully, but the other way round in the other
        // source.
        FeatureTable train = Table(["north", "south"]);
        FeatureTable validation = Table(["north", "south"]);

        HeadChoice bySource = Selection().Run(train, validation, _ => { }, default);

        Assert.Equal(1000, bySource.L2);
    }

    [Fact]
    public void Strengths_are_tried_for_each_source_and_the_chosen_one_is_fitted_to_all_rows()
    {
        FeatureTable train = Table(["north", "south", "west"]);
        int fits = 0;

        Selection().Run(train, Table(["north"]), _ => Interlocked.Increment(ref fits), default);

        Assert.Equal((2 * 3) + 1, fits);
        Assert.Equal(fits, Selection().CountFits(train));
    }

    [Fact]
    public void Source_with_the_only_images_of_a_label_is_not_left_out()
    {
        FeatureTable train = Table(["north", "south"]);
        FeatureTable oneSided = train with { Rows = [.. train.Rows.Where(row => row.Source == "north" || row.Label == 1)] };

        Assert.Equal(Config.L2.Count, Selection().CountFits(oneSided));
    }

    [Fact]
    public void Validation_rows_choose_with_one_source_and_enough_images() =>
        Assert.Equal(Config.L2.Count, Selection().CountFits(Table(["north"])));

    [Fact]
    public void Folds_of_training_rows_choose_with_few_images()
    {
        FeatureTable few = Table(["north"]);
        few = few with { Rows = [.. few.Rows.GroupBy(row => row.Label).SelectMany(label => label.Take(10))] };

        Assert.Equal((Config.L2.Count * 5) + 1, Selection().CountFits(few));
    }

    [Fact]
    public void Head_does_not_depend_on_the_strengths_fitted_before()
    {
        var trainer = new HeadTrainer(new HeadOptions { L2 = [1, 100, 10, 0.1] }, 1);
        FeatureRows rows = FeatureRows.From(Table(["north", "south", "west"]), ["a", "b"]);

        Assert.All(trainer.Try(rows, rows, _ => { }, default), tried =>
        {
            ITransformer alone = trainer.FitInBackground(rows, tried.Candidate.L2, default);
            Assert.All(
                HeadTrainer.Scores(alone, rows).Zip(HeadTrainer.Scores(tried.Head, rows)),
                scores => Assert.Equal(scores.First[0], scores.Second[0], 0.005));
        });
    }

    private static HeadSelection Selection() => new(new HeadTrainer(Config, 1), Config, ["a", "b"]);

    private static FeatureTable Table(string[] sources)
    {
        var random = new Random(7);
        var rows = new List<FeatureTable.Row>();
        for (int i = 0; i < 2 * PerLabel * sources.Length; i++)
        {
            int source = i % sources.Length;
            int label = i / sources.Length % 2;
            float sign = label == 0 ? -1 : 1;
            float shortcut = source % 2 == 0 ? sign : -sign;
            float[] features = [(0.3f * sign) + Noise(), (2 * shortcut) + (0.1f * Noise()), source + (0.1f * Noise())];
            rows.Add(new FeatureTable.Row(new DataViewRowId((ulong)i, 0), (uint)label + 1, 1, features, sources[source]));
        }

        return new FeatureTable(3, 1, rows);

        float Noise() => (float)(random.NextDouble() - 0.5);
    }
}
