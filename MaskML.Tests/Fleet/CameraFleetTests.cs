using System.Text.Json;
using MaskML.Fleet.Cameras;
using MaskML.Fleet.Connecting;
using MaskML.Predict.Errors;
using MaskML.Serve;
using MaskML.Serve.Cameras;
using MaskML.Tests.Cameras;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Cameras of a service that workers watch, through a real server.</summary>
public sealed class CameraFleetTests
{
    private const int Dark = 40;
    private const string Frame = "/v1/cameras/the.door/frame.jpg";

    [Fact]
    public async Task Recording_is_watched_and_its_events_are_shown_by_the_service_that_published_it()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server);
        string clip = Clip.Noise(team.Service.File("clip.avi"), Enumerable.Repeat(Dark, 15), "MJPG");
        team.Configure(CameraFixture.Camera("the.door", clip));
        await team.Service.StartAsync();
        await team.WorkAsync();

        Assert.Equal(["violation.started", "violation.ended", "person.left"], await team.EventsAsync(3));
        JsonElement ended = await team.Service.CameraAsync("the.door", "ended");
        Assert.Equal(15, ended.GetProperty("frames").GetInt64());

        // What the worker counted is added up by the service.
        JsonElement[] Counts() => [.. team.Service.GetAsync("/v1/counts").Result.EnumerateArray()];
        int Sum(string what) => Counts().Sum(row => row.GetProperty(what).GetInt32());
        await Eventually.TrueAsync(() => Sum("frames") == 15, () => string.Join(',', Counts()));
        Assert.Equal((1, 1), (Sum("people"), Sum("violations")));
    }

    [Fact(Explicit = true)]
    public async Task Recording_that_has_ended_is_not_watched_again_by_a_service_that_is_started_again()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server);
        string clip = Clip.Noise(team.Service.File("clip.avi"), Enumerable.Repeat(Dark, 15), "MJPG");
        CameraOptions[] cameras = [CameraFixture.Camera("the.door", clip)];
        team.Configure(cameras);
        await team.Service.StartAsync();
        await team.WorkAsync();
        await team.Service.CameraAsync("the.door", "ended");
        await team.Service.StopAsync();

        // A camera that comes after it is watched, and it is not.
        team.Configure([.. cameras, CameraFixture.Camera("next", clip)]);
        await team.Service.StartAsync();
        await team.Service.CameraAsync("next", "ended");
        Assert.Equal(6, (await team.EventsAsync(6)).Length);
        Assert.Equal("ended", (await team.Service.CameraAsync("the.door", _ => true)).GetProperty("state").GetString());
    }

    [Fact(Explicit = true)]
    public async Task Camera_of_a_worker_that_is_stopped_goes_to_another_one_with_its_session_ended()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server, wait: 60);
        using CameraServer camera = CameraServer.Always(20, 100_000);
        team.Configure(CameraFixture.Camera("door", camera.Url));
        await team.Service.StartAsync();
        int first = await team.WorkAsync();
        await team.EventsAsync(1);
        await team.WorkAsync();
        await team.StopAsync(first);

        JsonElement[] events = await team.Service.EventsAsync(4);
        Assert.Equal(
            ["violation.started", "violation.ended", "person.left", "violation.started"], events.Select(CameraFixture.Type));
        Assert.Equal(4, events.Select(one => one.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact(Explicit = true)]
    public async Task Camera_that_is_changed_or_removed_is_stopped_where_it_is_watched()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server);
        using CameraServer before = CameraServer.Always(20, 100_000);
        using CameraServer after = CameraServer.Always(20, 100_000);
        team.Configure(CameraFixture.Camera("door", before.Url));
        await team.Service.StartAsync();
        await team.WorkAsync();
        await team.Service.CameraAsync("door", "live");

        team.Configure(CameraFixture.Camera("door", after.Url));
        await Eventually.TrueAsync(() => after.Calls == 1 && before.Open == 0, () => $"{after.Calls}, {before.Open} open");
        team.Configure();
        await Eventually.TrueAsync(() => after.Open == 0, () => $"{after.Open} open");
    }

    [Fact]
    public async Task Camera_that_the_servers_give_out_twice_is_left_by_the_worker_that_had_it_first()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server, wait: 60);
        using CameraServer camera = CameraServer.Always(20, 100_000);
        team.Configure(CameraFixture.Camera("the.door", camera.Url));
        await team.Service.StartAsync();
        await team.WorkAsync();
        await team.EventsAsync(1);
        await team.WorkAsync();
        await team.GiveOutAgainAsync();

        await Eventually.TrueAsync(() => camera.Calls == 2 && camera.Open == 1, () => $"{camera.Calls} calls, {camera.Open} open");
        Assert.Null(camera.Connections.MaxBy(one => one.From).To);
        string[] events = await team.EventsAsync(4);
        Assert.Equal(["person.left", "violation.ended", "violation.started", "violation.started"], events.Order());
    }

    [Fact]
    public async Task Recording_that_another_worker_begins_again_has_the_events_and_counts_of_one_that_was_not_interrupted()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server, wait: 60);
        string clip = Clip.Noise(team.Service.File("clip.avi"), Enumerable.Repeat(Dark, 100), "MJPG");
        team.Configure(CameraFixture.Camera("the.door", clip));
        await team.Service.StartAsync();
        await team.WorkAsync();
        await team.EventsAsync(1);
        await team.WorkAsync();
        await team.GiveOutAgainAsync();

        Assert.Equal(["violation.started", "violation.ended", "person.left"], await team.EventsAsync(3));
        await team.Service.CameraAsync("the.door", "ended");
        JsonElement[] events = await team.Service.EventsAsync(3);
        Assert.Equal(3.88, events[2].GetProperty("data").GetProperty("seconds").GetDouble(), 2);
        int Frames() => team.Service.GetAsync("/v1/counts").Result.EnumerateArray().Sum(row => row.GetProperty("frames").GetInt32());
        await Eventually.TrueAsync(() => Frames() > 0, () => "no counts");
        Assert.Equal(100, Frames());
    }

    [Fact(Explicit = true)]
    public async Task Worker_without_its_server_stops_watching_and_tells_later_what_it_saw()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server);
        using CameraServer camera = CameraServer.Always(20, 100_000);
        team.Configure(CameraFixture.Camera("door", camera.Url));
        await team.Service.StartAsync();
        await team.WorkAsync();
        await team.EventsAsync(1);

        server.Kill();
        await Eventually.TrueAsync(() => camera.Open == 0, () => $"{camera.Open} open");
        server.Start();
        Assert.Equal(["violation.started", "violation.ended", "person.left", "violation.started"], await team.EventsAsync(4));
    }

    [Fact(Explicit = true)]
    public async Task Users_of_the_deployed_configuration_may_do_their_work_and_only_serve_publishes_cameras()
    {
        using NatsServer server = await NatsServer.StartDeployedAsync();
        await using var team = new CameraTeam(server, deployed: true);
        string clip = Clip.Noise(team.Service.File("clip.avi"), Enumerable.Repeat(Dark, 15), "MJPG");
        team.Configure(CameraFixture.Camera("door", clip), CameraFixture.Camera("goes", clip));
        await team.Service.StartAsync();
        await team.WorkAsync();
        Assert.Equal(6, (await team.EventsAsync(6)).Length);
        await team.Service.CameraAsync("door", "ended");
        team.Configure(CameraFixture.Camera("door", clip));
        foreach (string user in (string[])["worker", "caller"])
        {
            await using FleetConnection fleet = await FleetConnection.OpenAsync(
                team.Options with { Url = server.As(user) }, "test", false, TestContext.Current.CancellationToken);
            var queue = new PublishedCameras(fleet);
            await Assert.ThrowsAnyAsync<Exception>(() => queue.DeleteAsync("door", TestContext.Current.CancellationToken));
            await Assert.ThrowsAnyAsync<Exception>(() => fleet.PublishAsync(
                CameraStreams.WatchSubject("x"), [], TestContext.Current.CancellationToken));
        }

        await using FleetConnection caller = await FleetConnection.OpenAsync(
            team.Options with { Url = server.As("caller") }, "test", false, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<Exception>(() => new CameraEvents(caller).PublishAsync(
            "door", "x", "x", "{}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Live_picture_of_a_camera_comes_from_its_worker_while_it_watches()
    {
        using NatsServer server = await NatsServer.StartDeployedAsync();
        await using var team = new CameraTeam(server, deployed: true);
        using CameraServer camera = CameraServer.Always(20, 100_000);
        team.Configure(CameraFixture.Camera("the.door", camera.Url));
        await team.Service.StartAsync();
        int worker = await team.WorkAsync();
        await team.Service.CameraAsync("the.door", one => one.GetProperty("frames").GetInt64() > 0);

        byte[] jpeg = await team.Service.Client.GetByteArrayAsync(Frame);
        using Mat picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
        Assert.Equal(64, picture.Width);

        await team.StopAsync(worker);
        using HttpResponseMessage none = await team.Service.Client.GetAsync(Frame);
        await ProblemCheck.IsAsync(none, 404, "no-picture");
    }

    [Fact]
    public async Task Address_with_a_password_is_not_published()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new CameraTeam(server);
        team.Configure(CameraFixture.Camera("door", "rtsp://user:secret@127.0.0.1/live"));
        UsageException e = await Assert.ThrowsAsync<UsageException>(() => team.Service.StartAsync());
        Assert.Contains("camera door: found a password", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        team.Configure();
        await team.Service.StartAsync(new ServeOptions { ApiKey = CameraFixture.Key });
        team.Service.Client.DefaultRequestHeaders.Add("X-Api-Key", CameraFixture.Key);
        await ProblemCheck.IsAsync(
            await team.Service.Client.PutAsync(
                "/v1/cameras/a", new StringContent("""{"address":"rtsp://user:secret@127.0.0.1/"}""")),
            400,
            "bad-request");
    }
}
