using System.Text.Json.Nodes;

namespace MaskML.Train.Runs;

/// <summary>A run as one row, for <c>runs list --json</c> and <c>index.csv</c>.</summary>
internal sealed record RunRow
{
    private static (string Name, Func<StoredRun, object?> Value)[] Columns =>
    [
        ("run", r => r.Report.Run),
        ("created", r => r.Report.Created.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture)),
        ("accuracy", r => r.Report.Test.Accuracy),
        ("accuracyLow", r => r.Report.Test.Interval95["accuracy"][0]),
        ("accuracyHigh", r => r.Report.Test.Interval95["accuracy"][1]),
        .. MetricTable.All.Where(metric => metric.Name != "accuracy").Select(metric => (metric.Name, ValueOf(metric))),
        ("validationAccuracy", r => r.Report.Validation.Accuracy),
        ("trainImages", r => r.Report.Data.Splits["train"].Values.Sum()),
        ("validationImages", r => r.Report.Validation.Count),
        ("testImages", r => r.Report.Test.Count),
        ("backbone", r => r.Report.Model.Backbone),
        ("l2", r => r.Report.Model.L2),
        ("seed", r => r.Configuration["seed"]?.GetValue<int>()),
        ("data", r => r.Report.Data.Path),
        ("dataSha256", r => r.Report.Data.Sha256),
        ("testSha256", r => r.TestSha256),
        ("modelSha256", r => r.Report.Model.Sha256),
        ("modelBytes", r => r.Report.Model.Bytes),
        ("seconds", r => r.Report.Timings.Total),
    ];

    private static Func<StoredRun, object?> ValueOf(Metric metric) =>
        run => run.Report.Test.Values.TryGetValue(metric.Name, out double value) ? value : null;

    private RunRow(IReadOnlyList<object?> values) => Values = values;

    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Header => [.. Columns.Select(column => column.Name)];

    /// <summary>The cells, in the order of <see cref="Header"/>.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>The row of a run.</summary>
    public static RunRow Of(StoredRun run) => new([.. Columns.Select(column => column.Value(run))]);

    /// <summary>The row as a JSON object.</summary>
    public JsonObject ToJson()
    {
        var row = new JsonObject();
        foreach ((string name, object? value) in Header.Zip(Values))
        {
            row[name] = value is null ? null : JsonValue.Create(value);
        }

        return row;
    }
}
