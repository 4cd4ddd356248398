using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MaskML.Predict.Errors;
using MaskML.Predict.Progress;
using MaskML.Train.Comparison;
using MaskML.Train.Promotion;
using MaskML.Train.Runs;

namespace MaskML.Serve.Runs;

/// <summary>The runs and the live model, as answers without folders of this machine.</summary>
internal sealed class RunLibrary(RunSettings settings, TimeProvider time)
{
    /// <summary>Name of the live model in comparisons.</summary>
    public const string Live = "live";

    // What metrics.json has beside lists of files.
    private static readonly string[] Metrics =
        ["validation", "test", "timings", "candidates", "learningCurve", "packages", "model"];

    private static readonly string[] Data = ["sha256", "labels", "splits", "duplicates", "notes"];

    private readonly ServerPaths paths = new(settings.Training);
    private readonly ConcurrentDictionary<string, RunAnswer> known = new(StringComparer.Ordinal);
    private readonly Promoter promoter =
        new(settings.Training, NullProgress.Instance, time) { LiveName = Live };

    private string Folder => settings.Training.Runs;

    /// <summary>All runs.</summary>
    public RunsAnswer List()
    {
        string? live = promoter.LiveSha256;

        // Runs never change, so each is read once.
        RunAnswer[] runs = [.. StoredRun.Names(Folder)
            .Select(name => known.TryGetValue(name, out RunAnswer? run) ? run
                : StoredRun.TryFind(name, Folder) is { } read ? known[name] = RunAnswer.Of(read) : null)
            .OfType<RunAnswer>()];
        return new RunsAnswer(live, promoter.PreviousSha256, [.. runs.Select(run => run with { Live = run.Model == live })]);
    }

    /// <summary>A run with everything that its folder says.</summary>
    public RunDetailAnswer Describe(string id)
    {
        StoredRun run = Find(id);
        string? before = StoredRun.Names(Folder).SkipWhile(name => name != id).Skip(1).FirstOrDefault();
        JsonObject all = JsonNode.Parse(File.ReadAllBytes(Path.Combine(run.Folder, "metrics.json")))!.AsObject();
        JsonObject metrics = Take(all, Metrics);
        metrics["data"] = Take(all["data"]!.AsObject(), Data);
        return new RunDetailAnswer(
            RunAnswer.Of(run) with { Live = run.Report.Model.Sha256 == promoter.LiveSha256 },
            metrics,
            JsonNode.Parse(paths.Remove(run.Configuration.ToJsonString()))!.AsObject(),
            before,
            before is not null && StoredRun.TryFind(before, Folder) is { } earlier
                ? ComparisonAnswer.Differences(earlier.Configuration, run.Configuration, paths.Remove)
                : []);
    }

    /// <summary>The report of a run as HTML.</summary>
    public string Report(string id) => paths.Remove(File.ReadAllText(Path.Combine(Find(id).Folder, "report.html")));

    /// <summary>A small JPEG of a test image; null where its file is gone.</summary>
    public byte[]? Picture(string id, int number)
    {
        Contender run = new ContenderLoader(settings.Training, NullProgress.Instance)
            .Load([Find(id).Folder], null, CancellationToken.None)[0];
        return number < run.Images.Count ? run.Picture(number, settings.Training.Data.MaxMegapixels) : null;
    }

    /// <summary>Compares two runs, or the live model with a run.</summary>
    public ComparisonAnswer Compare(string old, string @new, CancellationToken cancellationToken) => Judged(() =>
    {
        StoredRun run = Find(@new);
        if (old == Live)
        {
            return Describe(promoter.Compare(run, null, cancellationToken), run);
        }

        IReadOnlyList<Contender> both = new ContenderLoader(settings.Training, NullProgress.Instance)
            .Load([Find(old).Folder, run.Folder], null, cancellationToken);
        return Describe(ModelComparison.Of(both[0], both[1], cancellationToken), run);
    });

    /// <summary>Makes the model of a run the live one; a model that is worse, or cannot be compared, needs a confirmation.</summary>
    public PromotionAnswer Promote(string id, PromotionWish wish, CancellationToken cancellationToken) => Judged(() =>
    {
        StoredRun run = Find(id);
        ComparisonAnswer? comparison = null;
        PromotionRecord? record = promoter.Promote(run, wish with { Compared = c => comparison = Describe(c, run) }, cancellationToken);
        return record is null
            ? throw new ServeException("conflict", $"The model of {id} is the live model already.")
            : PromotionAnswer.Of(record, comparison);
    });

    /// <summary>Makes the model before the live one live again.</summary>
    public PromotionAnswer GoBack(string who, string? reason) => promoter.PreviousSha256 is null
        ? throw new ServeException("no-previous-model", "No model was promoted here, so that there is none to go back to.")
        : Judged(() => PromotionAnswer.Of(promoter.GoBack(who, reason)));

    /// <summary>The changes of the live model, the latest first.</summary>
    public IReadOnlyList<PromotionAnswer> History() => [.. promoter.ReadHistory().Select(record => PromotionAnswer.Of(record))];

    private StoredRun Find(string id) => StoredRun.TryFind(id, Folder)
        ?? throw new ServeException(
            "not-found", $"Found no run '{RequestText.Truncate(id, 40)}' that can be read. {Routes.Runs} lists all.");

    private ComparisonAnswer Describe(ModelComparison comparison, StoredRun run) =>
        ComparisonAnswer.Of(comparison, run.ReadTest(), paths.Remove);

    private T Judged<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (GateException e)
        {
            throw new ServeException(
                "worse", $"{paths.Remove(e.Message)} Ask again with \"confirm\": true and a \"reason\" to promote it all the same.", e);
        }
        catch (InputException e)
        {
            throw new ServeException("not-comparable", paths.Remove(e.Message), e);
        }
    }

    private static JsonObject Take(JsonObject from, IEnumerable<string> keys) =>
        new(keys.Where(from.ContainsKey).Select(key => KeyValuePair.Create(key, from[key]?.DeepClone())));
}
