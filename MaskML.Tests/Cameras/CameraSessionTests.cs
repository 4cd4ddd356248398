using System.Diagnostics.Metrics;
using System.Text.Json;
using MaskML.Predict.Photos;
using MaskML.Serve.Cameras;
using MaskML.Serve.Contracts;
using MaskML.Serve.Events;
using MaskML.Serve.Observing;
using MaskML.Tests.Support;
using MaskML.Tests.Tracking;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Cameras;

public sealed class CameraSessionTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 7, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FramePool pool = new();
    private readonly EventDatabase database;
    private readonly EventStore events;
    private readonly CameraRecorder recorder;

    public CameraSessionTests()
    {
        database = new EventDatabase(new EventOptions { Store = folder.File("events.db") });
        events = new EventStore(database);
        var metrics = new CameraMetrics(services.GetRequiredService<IMeterFactory>());
        recorder = new CameraRecorder("door", events, metrics, TimeProvider.System, NullLogger.Instance);
    }

    public void Dispose()
    {
        database.Dispose();
        pool.Dispose();
        services.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Violation_within_the_cooldown_is_counted_and_shown_but_not_reported()
    {
        var options = new CameraOptions { Name = "door", Frames = 2, Cooldown = 10 };
        CameraSession session = Session(options);
        for (int i = 0; i < 20; i++)
        {
            Next(session, i, i < 8 ? [Bare(10)] : [Bare(10), Bare(200)]);
        }

        Assert.Equal(2, session.Violating);
        session.End();
        recorder.Flush(all: true);
        Assert.Equal(
            ["door-20261128T070000000Z-1-violation-started", "door-20261128T070000000Z-1-violation-ended",
                "door-20261128T070000000Z-1-person-left", "door-20261128T070000000Z-2-person-left"],
            events.Read(new EventFilter()).Select(one => one.Id));
        CountAnswer counts = Assert.Single(new CountStore(database).Read(60, Start, Start.AddHours(1), null));
        Assert.Equal((2, 2, 20), (counts.Violations, counts.People, counts.Frames));
        Assert.Equal(2, counts.Labels["without_mask"]);
    }

    [Fact]
    public void Violation_ends_when_the_mask_is_put_on()
    {
        CameraSession session = Session(new CameraOptions { Name = "door", Frames = 3 });
        for (int i = 0; i < 60; i++)
        {
            Next(session, i, [i < 10 ? Bare(10) : Walker.Face(10, 50)]);
        }

        recorder.Flush();
        Assert.Equal(0, session.Violating);
        Assert.Equal(
            [EventTypes.ViolationStarted, EventTypes.ViolationEnded], events.Read(new EventFilter()).Select(one => one.Type));
    }

    [Fact]
    public void Violation_that_was_open_at_a_kill_is_ended_at_the_next_start_when_it_was_last_seen()
    {
        CameraSession session = Session(new CameraOptions { Name = "door", Frames = 3 });
        for (int i = 0; i < 51; i++)
        {
            Next(session, i, [Bare(10)]);
        }

        recorder.Flush(all: true);
        events.EndOpen();
        events.EndOpen();
        StoredEvent[] all = [.. events.Read(new EventFilter())];
        Assert.Equal(
            ["door-20261128T070000000Z-1-violation-started", "door-20261128T070000000Z-1-violation-ended"], all.Select(one => one.Id));
        Assert.All(all, one => Assert.Contains("\"model\":\"sha\"", one.Json, StringComparison.Ordinal));
        using JsonDocument end = JsonDocument.Parse(all[1].Json);
        Assert.Equal("2026-11-28T07:00:02.000Z", end.RootElement.GetProperty("time").GetString());
        JsonElement data = end.RootElement.GetProperty("data");
        Assert.Equal((1, "without_mask", 1.84), (
            data.GetProperty("track").GetInt32(), data.GetProperty("label").GetString(), data.GetProperty("seconds").GetDouble()));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(15, 2)]
    public void Cooldown_lasts_over_a_reconnection(int seconds, int reported)
    {
        var options = new CameraOptions { Name = "door", Frames = 2, Cooldown = 10 };
        foreach (DateTimeOffset start in (DateTimeOffset[])[Start, Start.AddSeconds(seconds)])
        {
            CameraSession session = Session(options, start);
            for (int i = 0; i < 10; i++)
            {
                Next(session, i, [Bare(10)]);
            }

            session.End();
            recorder.Flush(all: true);
        }

        Assert.Equal(reported, events.Read(new EventFilter { Types = [EventTypes.ViolationStarted] }).Count);
    }

    private CameraSession Session(CameraOptions options, DateTimeOffset? start = null)
    {
        var settings = new VideoSettings(
            new VideoOptions(), new TrackingOptions(), new GateOptions(), new DistanceOptions(), new PredictOptions());
        return new CameraSession(
            options, settings, new PrivacyOptions(), recorder, Walker.Labels, start ?? Start, CameraPast.Of("door", events).Violation);
    }

    private void Next(CameraSession session, int number, LabelledFace[] faces)
    {
        Mat pixels = pool.Rent();
        pixels.Create(240, 320, MatType.CV_8UC3);
        using var frame = new VideoFrame(pixels, pool) { Number = number, Time = number / 25.0 };
        session.Next(frame, new PhotoPrediction(320, 240, faces, Walker.Labels, "sha", new PhotoTimings(0, 0, 0)));
    }

    private static LabelledFace Bare(int x) => Walker.Face(x, 50, masked: 0.1f);
}
