using Microsoft.Data.Sqlite;

namespace MaskML.Serve.Events;

/// <summary>A count of one camera.</summary>
/// <param name="Minute">Minutes since 1970.</param>
/// <param name="What">What is counted, see <see cref="CountStore"/>.</param>
internal readonly record struct CountKey(long Minute, string What);

/// <summary>Which events are wanted.</summary>
internal sealed record EventFilter
{
    /// <summary>Name of the camera; null for all.</summary>
    public string? Camera { get; init; }

    /// <summary>The types; null for all.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only events with a larger number.</summary>
    public long After { get; init; }

    /// <summary>Only events with a smaller number.</summary>
    public long Before { get; init; } = long.MaxValue;

    /// <summary>Most events.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Whether the latest come first.</summary>
    public bool LatestFirst { get; init; }
}

/// <summary>The events of all cameras, in the order in which they were stored.</summary>
/// <param name="database">The database.</param>
internal sealed class EventStore(EventDatabase database)
{
    /// <summary>Completed by the next change of the store.</summary>
    public Task Changed => database.Changed;

    /// <summary>Number of the latest event; 0 without any.</summary>
    public long Last => database.Read(LastOf);

    /// <summary>Stores events and adds to counts, all or nothing.</summary>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="events">Its events.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="seen">Time of its last frame; violations that are open last until then at least.</param>
    public void Write(
        string camera,
        IReadOnlyCollection<CameraEvent> events,
        IReadOnlyCollection<KeyValuePair<CountKey, long>> counts,
        DateTimeOffset seen = default) => database.Write(connection =>
        {
            foreach (CameraEvent one in events)
            {
                connection.Execute(
                    "INSERT OR IGNORE INTO events(id, camera, type, time, json) VALUES($id, $camera, $type, $time, $json)",
                    ("$id", one.Id),
                    ("$camera", one.Camera),
                    ("$type", one.Type),
                    ("$time", one.Time.ToUnixTimeMilliseconds()),
                    ("$json", one.Json));
                if (one.Picture is { } picture)
                {
                    connection.Execute(
                        "INSERT OR IGNORE INTO pictures(id, time, jpeg) VALUES($id, $time, $jpeg)",
                        ("$id", one.Id),
                        ("$time", one.Time.ToUnixTimeMilliseconds()),
                        ("$jpeg", picture));
                }

                if (one.Type is EventTypes.ViolationStarted or EventTypes.ViolationEnded && !one.Repeats)
                {
                    connection.Execute(
                        one.Type == EventTypes.ViolationEnded ? "DELETE FROM open WHERE violation = $violation"
                            : "INSERT OR IGNORE INTO open(violation, camera, seen) VALUES($violation, $camera, $time)",
                        ("$violation", one.Violation),
                        ("$camera", camera),
                        ("$time", one.Time.ToUnixTimeMilliseconds()));
                }
            }

            connection.Execute(
                "UPDATE open SET seen = $seen WHERE camera = $camera AND seen < $seen",
                ("$seen", seen.ToUnixTimeMilliseconds()),
                ("$camera", camera));
            CountStore.Add(connection, camera, counts);
        });

    /// <summary>Ends the violations that were open when the service was killed, at the time of their camera's last stored frame.</summary>
    /// <param name="camera">The camera whose violations are ended; null for all.</param>
    /// <param name="before">Only violations whose id is less than this one.</param>
    public void EndOpen(string? camera = null, string? before = null) => database.Read(connection => connection.Query(
        """
        SELECT o.camera, violation, json, seen FROM open o JOIN events e ON e.id = violation || '-started'
        WHERE o.camera = COALESCE($camera, o.camera) AND violation < COALESCE($before, violation || '-') ORDER BY seq
        """,
        row => CameraEvent.EndOf(
            row.GetString(0), row.GetString(1), row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))),
        ("$camera", camera),
        ("$before", before)))
        .ForEach(end => Write(end.Camera, [end], []));

    /// <summary>Reads events.</summary>
    public List<StoredEvent> Read(EventFilter filter) => database.Read(connection => Select(
        connection, filter, "seq, id, camera, type, json", row => new StoredEvent(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4))));

    /// <summary>Reads events as the columns of a table: time, camera, type, id, track, label, seconds, reason.</summary>
    public List<object[]> ReadTable(EventFilter filter) => database.Read(connection => Select(
        connection,
        filter,
        "json->>'$.time', camera, type, id, json->>'$.data.track', json->>'$.data.label', json->>'$.data.seconds', json->>'$.data.reason'",
        row =>
        {
            object[] values = new object[row.FieldCount];
            row.GetValues(values);
            return values;
        }));

    /// <summary>Number of events of some types after one.</summary>
    public long CountAfter(long seq, IReadOnlyList<string>? types) => database.Read(connection => Select(
        connection, new EventFilter { After = seq, Types = types }, "COUNT(*)", row => row.GetInt64(0))[0]);

    /// <summary>Whether the last that a camera reported of itself is that it is lost.</summary>
    public bool IsLost(string camera) => database.Read(connection => connection.Number(
        """
        SELECT (SELECT COALESCE(MAX(seq), 0) FROM events WHERE camera = $camera AND type = $lost)
          > (SELECT COALESCE(MAX(seq), 0) FROM events WHERE camera = $camera AND type = $back)
        """,
        ("$camera", camera),
        ("$lost", EventTypes.CameraLost),
        ("$back", EventTypes.CameraBack))) == 1;

    /// <summary>When the latest event of a type was reported; 1970 for never.</summary>
    public DateTimeOffset TimeOfLast(string camera, string type) => DateTimeOffset.FromUnixTimeMilliseconds(database.Read(
        connection => connection.Number(
            "SELECT time FROM events WHERE camera = $camera AND type = $type ORDER BY seq DESC LIMIT 1",
            ("$camera", camera),
            ("$type", type))));

    /// <summary>The picture of an event; null for none.</summary>
    public byte[]? Picture(string id) => database.Read(connection => connection.Query(
        "SELECT jpeg FROM pictures WHERE id = $id", row => (byte[])row[0], ("$id", id)).FirstOrDefault());

    /// <summary>Number of the latest event ever stored, even if it has been deleted.</summary>
    internal static long LastOf(SqliteConnection connection) =>
        connection.Number("SELECT seq FROM sqlite_sequence WHERE name = 'events'");

    // Times become numbers of events first, and the plus keeps their index out of the rest: every query runs along the numbers.
    private static List<T> Select<T>(SqliteConnection connection, EventFilter filter, string columns, Func<SqliteDataReader, T> row)
    {
        long after = filter.From is not { } from ? filter.After : Math.Max(filter.After, -1 + connection.Number(
            "SELECT COALESCE((SELECT seq FROM events WHERE time >= $time ORDER BY time LIMIT 1), 9223372036854775807)", Time(from)));
        long before = filter.To is not { } to ? filter.Before : Math.Min(filter.Before, 1 + connection.Number(
            "SELECT seq FROM events WHERE time < $time ORDER BY time DESC LIMIT 1", Time(to)));
        string types = filter.Types is null ? "" : $" AND type IN ({string.Join(", ", filter.Types.Select((_, i) => $"$type{i}"))})";
        string sql = $"SELECT {columns} FROM events WHERE seq > $after AND seq < $before"
            + (filter.Camera is null ? "" : " AND camera = $camera")
            + types
            + (filter.From is null ? "" : " AND +time >= $from")
            + (filter.To is null ? "" : " AND +time < $to")
            + $" ORDER BY seq {(filter.LatestFirst ? "DESC" : "")} LIMIT $limit";
        return connection.Query(
            sql,
            row,
            [
                ("$after", after),
                ("$before", before),
                ("$camera", filter.Camera),
                ("$from", filter.From?.ToUnixTimeMilliseconds()),
                ("$to", filter.To?.ToUnixTimeMilliseconds()),
                ("$limit", filter.Limit),
                .. (filter.Types ?? []).Select((type, i) => ($"$type{i}", (object?)type)),
            ]);
    }

    private static (string Name, object? Value) Time(DateTimeOffset time) => ("$time", time.ToUnixTimeMilliseconds());
}
