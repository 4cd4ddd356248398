using Microsoft.Data.Sqlite;

namespace MaskML.Serve.Events;

/// <summary>Counts a minute and camera: frames, skipped frames, violations, and people by label.</summary>
/// <param name="database">The database.</param>
internal sealed class CountStore(EventDatabase database)
{
    /// <summary>Judged frames.</summary>
    public const string Frames = "frames";

    /// <summary>Frames for which there was no time.</summary>
    public const string Skipped = "skipped";

    /// <summary>Violations, told or not.</summary>
    public const string Violations = "violations";

    private const string LabelPrefix = "label:";

    /// <summary>People who left with a label.</summary>
    public static string Label(string label) => LabelPrefix + label;

    /// <summary>Adds to the counts of a camera.</summary>
    public static void Add(SqliteConnection connection, string camera, IReadOnlyCollection<KeyValuePair<CountKey, long>> counts)
    {
        foreach ((CountKey key, long n) in counts)
        {
            connection.Execute(
                """
                INSERT INTO counts(minute, camera, what, n) VALUES($minute, $camera, $what, $n)
                ON CONFLICT(minute, camera, what) DO UPDATE SET n = n + excluded.n
                """,
                ("$minute", key.Minute),
                ("$camera", camera),
                ("$what", key.What),
                ("$n", n));
        }
    }

    /// <summary>Adds the counts of an event, once.</summary>
    /// <returns>False if it has none.</returns>
    public bool Take(CameraEvent counted)
    {
        if (CameraCounts.Read(counted) is not { } counts)
        {
            return false;
        }

        database.Write(connection =>
        {
            (string, object?)[] taken = [("$id", counted.Id), ("$time", counted.Time.ToUnixTimeMilliseconds())];
            if (connection.Execute("INSERT OR IGNORE INTO taken(id, time) VALUES($id, $time)", taken) > 0)
            {
                Add(connection, counted.Camera, counts);
            }
        });
        return true;
    }

    /// <summary>Sums up counts, one row a camera and time, in the order of time.</summary>
    /// <param name="minutes">Length of a row's time in minutes.</param>
    /// <param name="from">Not before, with the whole of its minute.</param>
    /// <param name="to">Before, with the whole of a minute that has begun.</param>
    /// <param name="camera">Name of the camera; null for all.</param>
    public IReadOnlyList<CountAnswer> Read(int minutes, DateTimeOffset from, DateTimeOffset to, string? camera) =>
    [
        .. database.Read(connection => connection.Query(
            $"""
            SELECT minute / $minutes * $minutes AS time, camera, what, SUM(n) FROM counts
            WHERE minute >= $from AND minute < $to {(camera is null ? "" : "AND camera = $camera")}
            GROUP BY time, camera, what ORDER BY time, camera
            """,
            row => (Time: row.GetInt64(0), Camera: row.GetString(1), What: row.GetString(2), N: row.GetInt64(3)),
            ("$minutes", minutes),
            ("$from", from.ToUnixTimeSeconds() / 60),
            ("$to", (to.ToUnixTimeMilliseconds() + 59_999) / 60_000),
            ("$camera", camera)))
            .GroupBy(row => (row.Time, row.Camera))
            .Select(rows =>
            {
                Dictionary<string, long> all = rows.ToDictionary(row => row.What, row => row.N);
                Dictionary<string, long> labels = all.Where(count => count.Key.StartsWith(LabelPrefix, StringComparison.Ordinal))
                    .ToDictionary(count => count.Key[LabelPrefix.Length..], count => count.Value);
                return new CountAnswer(
                    DateTimeOffset.FromUnixTimeSeconds(60 * rows.Key.Time),
                    rows.Key.Camera,
                    labels.Values.Sum(),
                    labels,
                    all.GetValueOrDefault(Violations),
                    all.GetValueOrDefault(Frames),
                    all.GetValueOrDefault(Skipped));
            }),
    ];
}
