using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Caching;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MaskML.Tests.Heads;

public sealed class ImageTransferTrainerTests
{
    private static readonly string[] ByName = ["brick", "coal", "paper"];

    private static readonly ImageTransferOptions Options = new()
    {
        LabelColumnName = nameof(PatchRow.Kind),
        FeatureColumnName = nameof(PatchRow.Picture),
        ScoreColumnName = "Probability",
        PredictedLabelColumnName = "Guess",
        Backbone = TinyModel.BackbonePath,
        Views = new ViewsOptions { Count = 1 },
    };

    private readonly MLContext ml = new(1);

    [Fact]
    public void Images_in_memory_can_be_fitted_twice_and_are_not_disposed()
    {
        PatchRow[] rows = PatchRow.Make(60);
        IDataView view = ml.Data.LoadFromEnumerable(rows);
        TransformerChain<ITransformer> first = Trainer(Options).Fit(view);
        TransformerChain<ITransformer> second = Trainer(Options).Fit(view);
        Assert.All(rows, row => Assert.Equal(PatchRow.Size, row.Picture.Width));

        // Two fits give the same bits.
        Assert.Equal(Scores(first, view), Scores(second, view));
        Assert.All(rows, row => Assert.Equal(PatchRow.Size, row.Picture.Width));
        Assert.Equal(rows.Select(r => r.Kind), first.Transform(view).GetColumn<string>("Guess"));
        Assert.All(Scores(first, view), scores => Assert.Equal(1, scores.Sum(), 1e-5));
        Assert.Equal(ByName, SlotNames(first.Transform(view)));
    }

    [Fact]
    public void Text_label_can_be_evaluated_on_the_same_view()
    {
        IDataView view = ml.Data.LoadFromEnumerable(PatchRow.Make(60));
        IDataView scored = Trainer(Options).Fit(view).Transform(view);

        // Evaluate wants keys: those that the model gave its labels, in the order of the texts.
        IDataView keyed = ml.Transforms.Conversion
            .MapValueToKey(
                "Id", nameof(PatchRow.Kind), keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(scored).Transform(scored);
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(keyed, "Id", "Probability", "Guess");
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.InRange(metrics.LogLoss, 0, 0.3);
    }

    [Fact]
    public void Estimator_works_in_a_pipeline_after_MapValueToKey()
    {
        IDataView view = ml.Data.LoadFromEnumerable(PatchRow.Make(60));
        ITransformer model = ml.Transforms.Conversion.MapValueToKey("Id", nameof(PatchRow.Kind))
            .Append(Trainer(Options with { LabelColumnName = "Id" }))
            .Fit(view);
        IDataView scored = model.Transform(view);

        // The keys of the caller decide on the order: here that of the rows.
        Assert.Equal(["paper", "coal", "brick"], SlotNames(scored));
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(scored, "Id", "Probability", "Guess");
        Assert.Equal(1, metrics.MicroAccuracy);
    }

    [Fact]
    public void Saved_model_scores_the_same_in_a_new_context()
    {
        using var folder = new TempFolder();
        IDataView view = ml.Data.LoadFromEnumerable(PatchRow.Make(60));
        TransformerChain<ITransformer> model = Trainer(Options).Fit(view);
        ml.Model.Save(model, null, folder.File("model.zip"));
        var fresh = new MLContext { TempFilePath = folder.Path };
        ITransformer loaded = fresh.Model.Load(folder.File("model.zip"), out _);
        Assert.Equal(Scores(model, view), Scores(loaded, view));
        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void Model_predicts_single_images_without_a_label()
    {
        IDataView view = ml.Data.LoadFromEnumerable(PatchRow.Make(60));
        TransformerChain<ITransformer> model = Trainer(Options).Fit(view);
        using PredictionEngine<Question, Answer> engine = ml.Model.CreatePredictionEngine<Question, Answer>(model);
        Assert.Equal("coal", engine.Predict(new Question { Picture = Patch.Image(1, 500, PatchRow.Size) }).Guess);
    }

    [Fact]
    public void Output_schema_is_that_of_the_model()
    {
        IDataView view = ml.Data.LoadFromEnumerable(PatchRow.Make(60));
        foreach (string label in new[] { nameof(PatchRow.Kind), "Id" })
        {
            IEstimator<ITransformer> trainer = Trainer(Options with { LabelColumnName = label });
            IDataView input = ml.Transforms.Conversion.MapValueToKey("Id", nameof(PatchRow.Kind)).Fit(view).Transform(view);
            SchemaShape promised = trainer.GetOutputSchema(SchemaOf(input));
            DataViewSchema given = trainer.Fit(input).Transform(input).Schema;
            Assert.All(promised, column =>
            {
                DataViewSchema.Column actual = given[column.Name];
                Assert.Equal(column.Kind == SchemaShape.Column.VectorKind.Vector, actual.Type is VectorDataViewType);
                Assert.Equal(column.IsKey, ItemType(actual) is KeyDataViewType);
                Assert.Equal(column.ItemType.RawType, ItemType(actual).RawType);
            });
            Assert.Superset(
                new HashSet<string> { "Id", "Kind", "Picture", "Importance", "Hash", "Probability", "Guess" },
                promised.Select(c => c.Name).ToHashSet());
        }
    }

    [Fact]
    public void L2_is_chosen_on_validation_rows_or_by_cross_validation_for_few_images()
    {
        PatchRow[] many = PatchRow.Make(180);
        IDataView validation = ml.Data.LoadFromEnumerable(PatchRow.Make(30, seed: 5000));
        ImageTransferResult measured = Trainer(Options with { ValidationSet = validation }).Train(ml.Data.LoadFromEnumerable(many));
        ImageTransferResult held = Trainer(Options).Train(ml.Data.LoadFromEnumerable(many));
        ImageTransferResult folded = Trainer(Options).Train(ml.Data.LoadFromEnumerable(many[..60]));
        Assert.All([measured, held, folded], result =>
        {
            Assert.Equal(new HeadOptions().L2, result.Candidates.Select(c => c.L2));
            Assert.Equal(result.Candidates.MinBy(c => c.LogLoss)!.L2, result.L2);
            Assert.All(result.Candidates, c => Assert.InRange(c.LogLoss, 0, 2));
        });
        Assert.NotEqual(measured.Candidates, held.Candidates);
    }

    [Fact]
    public void Single_strength_is_used_without_a_search()
    {
        ImageTransferResult result = Trainer(Options with { Head = new HeadOptions { L2 = [5] } })
            .Train(ml.Data.LoadFromEnumerable(PatchRow.Make(30)));
        Assert.Equal(5, result.L2);
        Assert.Empty(result.Candidates);
    }

    [Fact]
    public void Class_weights_raise_the_scores_of_the_rare_label()
    {
        // Little to go by, so that the base rate shows.
        HeadOptions head = new() { L2 = [1000], ClassWeights = false };
        IDataView view = ml.Data.LoadFromEnumerable(PatchRow.Of(60, 10));
        double plain = Scores(Trainer(Options with { Head = head }).Fit(view), view).Average(s => s[0]);
        double weighted = Scores(Trainer(Options with { Head = head with { ClassWeights = true } }).Fit(view), view).Average(s => s[0]);
        Assert.Equal(1 / 7.0, plain, 0.05);
        Assert.InRange(weighted, plain + 0.1, 1);
    }

    [Fact]
    public void Example_weights_change_the_model()
    {
        // Coal at a ninth of the weight is as rare as if there were nine times less of it.
        PatchRow[] rows = [.. PatchRow.Of(45, 45).Select(row => row with { Importance = row.Kind == "coal" ? 1 / 9f : 1 })];
        IDataView view = ml.Data.LoadFromEnumerable(rows);
        ImageTransferOptions options = Options with { Head = new HeadOptions { L2 = [1000] } };
        Assert.Equal(0.5, MeanOfCoal(options), 0.05);
        Assert.Equal(0.1, MeanOfCoal(options with { ExampleWeightColumnName = nameof(PatchRow.Importance) }), 0.05);

        double MeanOfCoal(ImageTransferOptions how) => Scores(Trainer(how).Fit(view), view).Average(scores => scores[0]);
    }

    [Fact]
    public void Second_fit_with_a_key_column_decodes_no_image()
    {
        using var cache = new ContentCache(null, TinyModel.FeatureCount * sizeof(float));
        ImageTransferOptions options = Options with { ImageKeyColumnName = nameof(PatchRow.Hash), Cache = cache };
        Trainer(options).Fit(ml.Data.LoadFromEnumerable(PatchRow.Make(30)));
        PatchRow[] again = PatchRow.Make(30);
        Trainer(options).Fit(ml.Data.LoadFromEnumerable(again));
        Assert.Equal(0, again.Sum(row => row.Reads));
    }

    [Fact]
    public void Workspace_stores_features_between_fits()
    {
        using var folder = new TempFolder();
        ImageTransferOptions options = Options with { ImageKeyColumnName = nameof(PatchRow.Hash), WorkspacePath = folder.Path };
        TransformerChain<ITransformer> cold = Trainer(options).Fit(ml.Data.LoadFromEnumerable(PatchRow.Make(30)));
        PatchRow[] again = PatchRow.Make(30);
        IDataView view = ml.Data.LoadFromEnumerable(again);
        TransformerChain<ITransformer> warm = Trainer(options).Fit(view);
        Assert.Equal(0, again.Sum(row => row.Reads));
        Assert.Equal(Scores(cold, view), Scores(warm, view));
    }

    [Fact]
    public void Callback_receives_every_phase_in_order()
    {
        var heard = new List<ImageTransferMetrics>();
        Trainer(Options with { MetricsCallback = heard.Add, ValidationSet = ml.Data.LoadFromEnumerable(PatchRow.Make(6, seed: 900)) })
            .Fit(ml.Data.LoadFromEnumerable(PatchRow.Make(30)));
        Assert.Equal(Enum.GetValues<ImageTransferPhase>(), heard.Select(m => m.Phase).Distinct());
        Assert.Equal(
            Enumerable.Range(1, 30).Select(i => (long)i),
            heard.Where(m => m.Phase == ImageTransferPhase.TrainFeatures).Select(m => m.Done));
        ImageTransferMetrics[] heads = [.. heard.Where(m => m.Phase == ImageTransferPhase.Head)];
        Assert.All(heads, m => Assert.Equal(heads.Length, m.Total));
    }

    [Fact]
    public void Training_can_be_cancelled_before_it_starts_and_while_it_runs()
    {
        using var stop = new CancellationTokenSource();
        IDataView view = ml.Data.LoadFromEnumerable(PatchRow.Make(60));
        ImageTransferOptions options = Options with
        {
            CancellationToken = stop.Token,
            MetricsCallback = metrics =>
            {
                if (metrics is { Phase: ImageTransferPhase.Head, Done: 2 })
                {
                    stop.Cancel();
                }
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer(options).Fit(view));
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer(options).Fit(view));
    }

    [Fact]
    public void Missing_column_throws_with_the_existing_ones()
    {
        string message = Refusal(Options with { FeatureColumnName = "Photo" });
        Assert.Contains("no column Photo, expected an image (MLImage). It has: ", message, StringComparison.Ordinal);
        Assert.Contains("Picture", message, StringComparison.Ordinal);
        Assert.Contains("no column Label", Refusal(Options with { LabelColumnName = "Label" }), StringComparison.Ordinal);
        Assert.Contains("no column w", Refusal(Options with { ExampleWeightColumnName = "w" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Column_of_another_type_throws_with_found_and_expected_type()
    {
        Assert.Contains(
            "The column Kind of the training data is of type String, expected an image",
            Refusal(Options with { FeatureColumnName = "Kind" }),
            StringComparison.Ordinal);
        Assert.Contains("expected a text, or a key", Refusal(Options with { LabelColumnName = "Importance" }), StringComparison.Ordinal);
        Assert.Contains("expected a single", Refusal(Options with { ExampleWeightColumnName = "Kind" }), StringComparison.Ordinal);
        Assert.Contains("expected a vector of 32 bytes", Refusal(Options with { ImageKeyColumnName = "Kind" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_the_validation_set_are_checked()
    {
        IDataView other = ml.Transforms.DropColumns(nameof(PatchRow.Kind)).Fit(Some()).Transform(Some());
        Assert.Contains("validation", Refusal(Options with { ValidationSet = other }), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Keys_of_other_labels_in_the_validation_set_throw()
    {
        IDataView train = Keyed(ml.Data.LoadFromEnumerable(PatchRow.Make(60)));
        IDataView reversed = Keyed(ml.Data.LoadFromEnumerable(PatchRow.Make(30).Reverse()));
        var error = Assert.Throws<InputException>(
            () => Trainer(Options with { LabelColumnName = "Id", ValidationSet = reversed }).Fit(train));
        Assert.Contains("paper, coal, brick", error.Message, StringComparison.Ordinal);

        IDataView Keyed(IDataView rows) => ml.Transforms.Conversion.MapValueToKey("Id", nameof(PatchRow.Kind)).Fit(rows).Transform(rows);
    }

    [Fact]
    public void Single_label_and_keys_without_names_throw()
    {
        Assert.Contains("has 1 label (paper), expected two or more", Refusal(Options, PatchRow.Of(20)), StringComparison.Ordinal);
        IDataView hashed = ml.Transforms.Conversion.Hash("Id", nameof(PatchRow.Kind), numberOfBits: 4).Fit(Some()).Transform(Some());
        var error = Assert.Throws<InputException>(() => Trainer(Options with { LabelColumnName = "Id" }).Fit(hashed));
        Assert.Contains("have no texts as names", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_share_of_0_or_1_throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(Options with { ValidationSetFraction = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(Options with { ValidationSetFraction = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer(Options with { BatchSize = 0 }));
    }

    private static DataViewType ItemType(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;

    private static float[][] Scores(ITransformer model, IDataView view) => [.. model.Transform(view).GetColumn<float[]>("Probability")];

    private static string[] SlotNames(IDataView scored)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Probability"].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    /// <summary>What estimators know of a view's columns; only ML.NET itself can make it.</summary>
    private static SchemaShape SchemaOf(IDataView view) => (SchemaShape)typeof(SchemaShape)
        .GetMethod(
            "Create",
            System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)!
        .Invoke(null, [view.Schema])!;

    private IDataView Some() => ml.Data.LoadFromEnumerable(PatchRow.Make(12));

    private string Refusal(ImageTransferOptions options, PatchRow[]? rows = null) =>
        Assert.Throws<InputException>(() => Trainer(options).Fit(rows is null ? Some() : ml.Data.LoadFromEnumerable(rows))).Message;

    private ImageTransferTrainer Trainer(ImageTransferOptions options) => ml.MulticlassClassification.Trainers.ImageTransfer(ml, options);

    private sealed class Question
    {
        [Microsoft.ML.Transforms.Image.ImageType(PatchRow.Size, PatchRow.Size)]
        public required MLImage Picture { get; init; }
    }

    private sealed class Answer
    {
        public string Guess { get; set; } = "";
    }
}
