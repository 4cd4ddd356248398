using System.Globalization;
using System.Text;
using System.Text.Json;
using MaskML.Serve.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Events;

/// <summary><c>/v1/events</c> and <c>/v1/counts</c>: what the cameras reported.</summary>
internal sealed class EventEndpoints(EventStore events, CountStore counts, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int MaxEvents = 1000;
    private const string Json = "json";
    private const string Csv = "csv";

    private static readonly string[] Columns = ["time", "camera", "type", "id", "track", "label", "seconds", "reason"];

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Events, (EventEndpoints endpoints, HttpContext context) => endpoints.Events(context));
        routes.MapGet(Routes.EventStream, (EventEndpoints endpoints, HttpContext context) => endpoints.StreamAsync(context));
        routes.MapGet(Routes.EventPicture, (EventEndpoints endpoints, HttpContext context, string id) => endpoints.Picture(context, id));
        routes.MapGet(Routes.Counts, (EventEndpoints endpoints, HttpContext context) => endpoints.Counts(context));
    }

    // The latest events first; `next` continues with those before.
    private IResult Events(HttpContext context)
    {
        var query = new RequestQuery(context.Request.Query, "camera", "type", "from", "to", "before", "limit", "format");
        var filter = new EventFilter
        {
            Camera = query.Text("camera"),
            Types = query.Text("type") is null ? null : [query.OneOf("type", [.. EventTypes.All])],
            From = query.Time("from"),
            To = query.Time("to"),
            Before = query.Number("before", 1, long.MaxValue, long.MaxValue),
            Limit = (int)query.Number("limit", 1, MaxEvents, 100),
            LatestFirst = true,
        };
        if (query.OneOf("format", Json, Csv) == Csv)
        {
            return Table(context, Columns, events.ReadTable(filter));
        }

        List<StoredEvent> read = events.Read(filter);
        var json = new StringBuilder("{\"events\":[").AppendJoin(',', read.Select(one => one.Json)).Append("],\"next\":");
        json.Append(read.Count == filter.Limit ? read[^1].Seq.ToString(CultureInfo.InvariantCulture) : "null").Append('}');
        return TaggedAnswer.Of(context, Encoding.UTF8.GetBytes(json.ToString()));
    }

    private IResult Counts(HttpContext context)
    {
        var query = new RequestQuery(context.Request.Query, "by", "camera", "from", "to", "format");
        (int minutes, TimeSpan span) = query.OneOf("by", "hour", "minute", "day") switch
        {
            "minute" => (1, TimeSpan.FromHours(1)),
            "day" => (24 * 60, TimeSpan.FromDays(30)),
            _ => (60, TimeSpan.FromDays(1)),
        };
        DateTimeOffset to = query.Time("to") ?? time.GetUtcNow();
        DateTimeOffset from = query.Time("from") ?? to - span;
        IReadOnlyList<CountAnswer> rows = counts.Read(minutes, from, to, query.Text("camera"));
        if (query.OneOf("format", Json, Csv) == Json)
        {
            return TaggedAnswer.Of(context, JsonSerializer.SerializeToUtf8Bytes(rows, ServeJson.Default.IReadOnlyListCountAnswer));
        }

        string[] labels = [.. rows.SelectMany(row => row.Labels.Keys).Distinct().Order(StringComparer.Ordinal)];
        return Table(context, ["time", "camera", "people", .. labels, "violations", "frames", "skipped"], rows.Select(row => (object[])
        [
            row.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.Camera, row.People,
            .. labels.Select(label => (object)row.Labels.GetValueOrDefault(label)), row.Violations, row.Frames, row.Skipped,
        ]));
    }

    private IResult Picture(HttpContext context, string id)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(
            events.Picture(id) ?? throw new ServeException("not-found", "The store has no picture of this event."), "image/jpeg");
    }

    // Continues after Last-Event-ID without a gap, since the store is read by the numbers of the events.
    private async Task StreamAsync(HttpContext context)
    {
        string? last = context.Request.Headers["Last-Event-ID"];
        var query = new RequestQuery(context.Request.Query, "camera", "after");
        long after = query.Number("after", 0, long.MaxValue, -1);
        if (last is not null)
        {
            after = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long seq) ? seq
                : throw new ServeException(
                    "bad-request", "Found a Last-Event-ID that is no number, expected the id of an event of this stream.");
        }

        after = after < 0 ? events.Last : after;
        await ServerSentEvents.WriteAsync(context, lifetime, () => events.Changed, () =>
        {
            List<StoredEvent> read = events.Read(new EventFilter { Camera = query.Text("camera"), After = after, Limit = MaxEvents });
            after = read.Count > 0 ? read[^1].Seq : after;
            return ([.. read.Select(one => FormattableString.Invariant($"id: {one.Seq}\nevent: {one.Type}\ndata: {one.Json}\n\n"))], false);
        });
    }

    private static IResult Table(HttpContext context, IEnumerable<string> columns, IEnumerable<object[]> rows)
    {
        var text = new StringBuilder().AppendJoin(',', columns).Append("\r\n");
        foreach (object[] row in rows)
        {
            text.AppendJoin(',', row.Select(value => Cell(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""))).Append("\r\n");
        }

        return TaggedAnswer.Of(context, Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8");
    }

    // A spreadsheet would run a text that begins like a formula.
    private static string Cell(string text)
    {
        string plain = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' && !double.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
        return plain.AsSpan().ContainsAny(",\"\r\n") ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : plain;
    }
}
