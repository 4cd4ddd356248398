using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using MaskML.Serve.Events;
using MaskML.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>Tests of retention and of the speed of a large store.</summary>
public sealed class EventDatabaseTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Columns = ["$id", "$camera", "$type", "$time", "$json"];

    private readonly TempFolder folder = new();
    private readonly EventOptions options;
    private readonly EventDatabase database;
    private readonly EventStore events;
    private readonly StoppedTime time = new();

    public EventDatabaseTests()
    {
        options = new EventOptions { Store = folder.File("events.db"), Days = 30, Megabytes = 1 };
        database = new EventDatabase(options);
        events = new EventStore(database);
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Pictures_and_events_go_after_their_days_and_leave_no_bytes_behind()
    {
        byte[] picture = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a face of a person ", 500)));
        events.Write("door", [Lost(0, Start) with { Picture = picture }], new Dictionary<CountKey, long> { [new(1, "frames")] = 1 });
        string id = events.Read(new EventFilter())[0].Id;
        Assert.Equal(picture, events.Picture(id));

        var retention = new Retention(
            database, options, new PrivacyOptions { KeepPictures = true, Days = 7 }, time, NullLogger<Retention>.Instance);
        time.Now = Start.AddDays(7).AddMinutes(-1);
        retention.Run();
        Assert.Equal(picture, events.Picture(id));
        time.Now = Start.AddDays(7).AddMinutes(1);
        retention.Run();
        Assert.Null(events.Picture(id));
        Assert.Single(events.Read(new EventFilter()));
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.DoesNotContain(
            "a face of a person", ReadShared(file), StringComparison.Ordinal));

        time.Now = Start.AddDays(30).AddMinutes(1);
        retention.Run();
        Assert.Empty(events.Read(new EventFilter()));
        Assert.Equal(0, database.Read(connection => connection.Number("SELECT COUNT(*) FROM counts")));

        // Numbers are not used again, so that nobody takes a new event for one that was told.
        events.Write("door", [Lost(1, time.Now)], []);
        Assert.Equal(2, events.Read(new EventFilter())[0].Seq);
    }

    [Fact]
    public void Store_stays_below_its_megabytes_and_loses_the_oldest_events()
    {
        time.Now = Start;
        var retention = new Retention(database, options, new PrivacyOptions(), time, NullLogger<Retention>.Instance);
        for (int i = 0; i < 3; i++)
        {
            events.Write("door", [.. Enumerable.Range(4000 * i, 4000).Select(n => Lost(n, Start.AddSeconds(n)))], []);
        }

        retention.Run();
        Assert.InRange(new FileInfo(options.Store).Length, 1, (1 << 20) + (1 << 16));
        List<StoredEvent> left = events.Read(new EventFilter { Limit = 100_000 });
        Assert.InRange(left.Count, 1, 11_999);
        Assert.Equal(12_000, left[^1].Seq);
    }

    [Fact]
    public void Event_that_is_written_twice_is_stored_once()
    {
        events.Write("door", [Lost(1, Start)], []);
        events.Write("door", [Lost(1, Start), Lost(2, Start)], []);
        Assert.Equal(2, events.Read(new EventFilter()).Count);
        Assert.True(events.IsLost("door"));
        Assert.False(events.IsLost("other"));
    }

    [Fact(Explicit = true)]
    public void Million_events_are_queried_in_milliseconds()
    {
        const int Count = 1_000_000;
        Insert(Count);
        TestContext.Current.TestOutputHelper!.WriteLine($"{new FileInfo(options.Store).Length >> 20} MB");
        DateTimeOffset middle = Start.AddSeconds(Count / 2);
        Measure("latest 20 violations", 50, () => events.Read(new EventFilter
        {
            Types = [EventTypes.ViolationStarted],
            LatestFirst = true,
            Limit = 20,
        }).Count, 20);
        Measure("latest 100", 50, () => events.Read(new EventFilter { LatestFirst = true }).Count, 100);
        Measure("latest 100 of a camera", 50, () => events.Read(new EventFilter { Camera = "camera3", LatestFirst = true }).Count, 100);
        Measure("latest 100 of a camera that is rarely lost", 50, () => events.Read(new EventFilter
        {
            Camera = "camera3",
            Types = [EventTypes.CameraLost],
            LatestFirst = true,
        }).Count, 100);
        Measure("100 from the middle", 50, () => events.Read(new EventFilter
        {
            From = middle,
            To = middle.AddDays(1),
            LatestFirst = true,
        }).Count, 100);
        Measure("page before", 50, () => events.Read(new EventFilter { Before = Count / 3, LatestFirst = true }).Count, 100);
        Measure("1000 for a receiver", 50, () => events.Read(new EventFilter { After = Count / 2, Limit = 1000 }).Count, 1000);
        Measure("state of a camera", 50, () => events.IsLost("camera3") ? 1 : 1, 1);
        var counts = new CountStore(database);
        Measure("chart of a day", 200, () => counts.Read(60, Start, Start.AddDays(1), null).Count, 24 * 8);
    }

    private static void Measure(string name, double milliseconds, Func<int> query, int expected)
    {
        query();
        double best = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(expected, query());
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {best:0.0} ms");
        Assert.InRange(best, 0, milliseconds);
    }

    private void Insert(int count)
    {
        string[] types = [EventTypes.ViolationStarted, EventTypes.ViolationEnded, EventTypes.PersonLeft, EventTypes.PersonLeft];
        var data = new JsonObject { ["track"] = 1, ["label"] = "without_mask", ["frames"] = 5, ["seconds"] = 1.5 };
        foreach (int[] chunk in Enumerable.Range(0, count).Chunk(50_000))
        {
            database.Write(connection =>
            {
                using SqliteCommand insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO events(id, camera, type, time, json) VALUES($id, $camera, $type, $time, $json)";
                SqliteParameter[] values =
                    [.. Columns.Select(name => insert.Parameters.AddWithValue(name, ""))];
                foreach (int i in chunk)
                {
                    string camera = $"camera{i % 8}";
                    string type = i % 5000 < 8 ? EventTypes.CameraLost : types[i / 8 % 4];
                    CameraEvent one = CameraEvent.Of(camera, Start, i, type, Start.AddSeconds(i), data.DeepClone().AsObject());
                    (values[0].Value, values[1].Value, values[2].Value) = (one.Id, camera, type);
                    (values[3].Value, values[4].Value) = (one.Time.ToUnixTimeMilliseconds(), one.Json);
                    insert.ExecuteNonQuery();
                }
            });
        }

        // Thirty days of counts, five kinds a camera and minute.
        database.Write(connection => connection.Execute(
            """
            WITH RECURSIVE minutes(m) AS (SELECT $start UNION ALL SELECT m + 1 FROM minutes WHERE m < $start + 43200),
              cameras(c) AS (VALUES(0),(1),(2),(3),(4),(5),(6),(7)), kinds(k) AS (VALUES('frames'),('skipped'),('violations'),
              ('label:with_mask'),('label:without_mask'))
            INSERT INTO counts(minute, camera, what, n) SELECT m, 'camera' || c, k, 1 FROM minutes, cameras, kinds
            """,
            ("$start", Start.ToUnixTimeSeconds() / 60)));
    }

    private static CameraEvent Lost(int n, DateTimeOffset at) =>
        CameraEvent.Of("door", Start, n, EventTypes.CameraLost, at, new JsonObject { ["reason"] = "the stream has ended" });

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private sealed class StoppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
