using System.Text.Json;
using MaskML.Serve;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>Tests of the cameras that the service watches.</summary>
public sealed class CameraTests : IAsyncDisposable
{
    private const int Dark = 40;

    private readonly CameraFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Camera_reports_violation_person_and_loss_in_order()
    {
        using CameraServer server = CameraServer.Motion(20, 40);
        fixture.Cameras = [CameraFixture.Camera("door", server.Url.Replace("127", "user:secret@127", StringComparison.Ordinal))];
        await fixture.StartAsync();
        JsonElement[] events = await fixture.EventsAsync(4);
        Assert.Equal(["violation.started", "violation.ended", "person.left", "camera.lost"], events.Select(CameraFixture.Type));
        Assert.Equal(4, events.Select(one => one.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(events, one => Assert.Equal(
            ("1.0", "cameras/door", "application/json"),
            (one.GetProperty("specversion").GetString(), one.GetProperty("source").GetString(),
                one.GetProperty("datacontenttype").GetString())));
        JsonElement data = events[0].GetProperty("data");
        Assert.Equal(("without_mask", 5, 64), (
            data.GetProperty("label").GetString(), data.GetProperty("frames").GetInt32(), data.GetProperty("width").GetInt32()));
        JsonElement camera = await fixture.CameraAsync("door", "lost");
        Assert.Contains("***@", camera.GetProperty("address").GetString(), StringComparison.Ordinal);
        string said = string.Join('\n', fixture.Serve.Log.Lines) + camera + string.Join('\n', events);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_camera_comes_back_with_a_new_session_even_after_a_restart()
    {
        using CameraServer first = CameraServer.Motion(20, 40, 40);
        fixture.Cameras = [CameraFixture.Camera("door", first.Url)];
        await fixture.StartAsync();
        JsonElement[] events = await fixture.EventsAsync(9);
        Assert.Equal(
            ["violation.started", "violation.ended", "person.left", "camera.lost", "camera.back"],
            events.Take(5).Select(CameraFixture.Type));
        Assert.Equal(2, events.Count(one => CameraFixture.Type(one) == "camera.lost"));
        await fixture.StopAsync();

        using CameraServer second = CameraServer.Always(10, 100_000);
        fixture.Cameras = [CameraFixture.Camera("door", second.Url)];
        await fixture.StartAsync();
        Assert.Equal("camera.back", CameraFixture.Type((await fixture.EventsAsync(10))[9]));
    }

    [Fact]
    public async Task Same_video_as_a_camera_and_as_a_file_gives_the_same_events()
    {
        int[] levels = [.. Enumerable.Repeat(Dark, 30), .. Enumerable.Repeat(200, 40)];
        string clip = Clip.Noise(fixture.File("clip.avi"), levels, "MJPG");
        IReadOnlyList<Mat> frames = Clip.Read(clip);
        using CameraServer server = CameraServer.Showing(40, i => frames[i].Clone(), frames.Count);
        fixture.Cameras = [CameraFixture.Camera("file", clip), CameraFixture.Camera("stream", server.Url)];
        await fixture.StartAsync();
        await fixture.CameraAsync("file", "ended");
        JsonElement stream = await fixture.CameraAsync("stream", "lost");
        await Eventually.TrueAsync(() => fixture.EventsAsync("&camera=stream").Result.Length == 4, () => "no loss");
        string[] file = [.. (await fixture.EventsAsync("&camera=file")).Select(CameraFixture.Short)];
        Assert.Equal(3, file.Length);
        Assert.Equal("violation.started 1 without_mask 6", file[0]);
        string[] live = [.. (await fixture.EventsAsync("&camera=stream")).Select(CameraFixture.Short)];
        Assert.True(stream.GetProperty("skipped").GetInt64() > 0 || live.Take(3).SequenceEqual(file), string.Join('\n', live));
        foreach (Mat frame in frames)
        {
            frame.Dispose();
        }
    }

    [Fact]
    public async Task Camera_that_hangs_sends_rubbish_floods_or_changes_its_size_leaves_others_alone()
    {
        using CameraServer good = CameraServer.Always(20, 100_000);
        using CameraServer silent = CameraServer.Silent();
        using CameraServer rubbish = CameraServer.Answering(
            "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n", new byte[5000]);
        using CameraServer flood = CameraServer.Always(0, 10_000_000);
        using CameraServer sizes = CameraServer.Showing(10, i => TinyModel.Noise(Dark, i, 40 + (8 * (i % 7))), 100_000);
        fixture.Cameras =
        [
            CameraFixture.Camera("good", good.Url), CameraFixture.Camera("silent", silent.Url),
            CameraFixture.Camera("rubbish", rubbish.Url), CameraFixture.Camera("sizes", sizes.Url),
            CameraFixture.Camera("flood", flood.Url) with { FramesPerSecond = 20 },
        ];
        await fixture.StartAsync();
        await fixture.CameraAsync("rubbish", "lost");
        await fixture.CameraAsync("silent", "lost");
        await fixture.CameraAsync("sizes", camera => camera.GetProperty("frames").GetInt64() > 50);
        await fixture.CameraAsync("good", camera => camera.GetProperty("frames").GetInt64() > 50);
        Assert.Equal("live", (await fixture.CameraAsync("good", _ => true)).GetProperty("state").GetString());
        JsonElement flooded = await fixture.CameraAsync("flood", camera => camera.GetProperty("frames").GetInt64() > 20);
        Assert.InRange(flooded.GetProperty("framesPerSecond").GetDouble(), 0, 22);
    }

    [Fact]
    public async Task Cameras_follow_the_configuration_file_and_unchanged_ones_are_not_touched()
    {
        using CameraServer server = CameraServer.Always(10, 100_000);
        string file = fixture.File("mlconfig.json");
        await System.IO.File.WriteAllTextAsync(file, "1");
        fixture.Watch = fixture.Watch with { File = file };
        fixture.Cameras = [CameraFixture.Camera("stays", server.Url), CameraFixture.Camera("goes", server.Url)];
        await fixture.StartAsync();
        await fixture.CameraAsync("stays", "live");
        await fixture.CameraAsync("goes", "live");
        ICamera stays = Set().Get("stays");

        fixture.Cameras = [CameraFixture.Camera("stays", server.Url), CameraFixture.Camera("comes", server.Url)];
        await System.IO.File.WriteAllTextAsync(file, "changed");
        await fixture.CameraAsync("comes", "live");
        Assert.Same(stays, Set().Get("stays"));
        await ProblemCheck.IsAsync(await fixture.Client.GetAsync("/v1/cameras/goes/frame.jpg"), 404, "not-found");

        fixture.Cameras = [CameraFixture.Camera("no good", server.Url)];
        await System.IO.File.WriteAllTextAsync(file, "changed again");
        await Eventually.TrueAsync(
            () => fixture.Serve.Log.Lines.Any(line => line.Contains("cameras[0].name: found 'no good'", StringComparison.Ordinal)),
            () => string.Join('\n', fixture.Serve.Log.Lines));
        Assert.Same(stays, Set().Get("stays"));

        CameraSet Set() => (CameraSet)fixture.Serve.App.Services.GetService(typeof(CameraSet))!;
    }

    [Fact]
    public async Task Cameras_are_added_changed_and_removed_over_HTTP_with_a_key_and_survive_a_restart()
    {
        using CameraServer server = CameraServer.Always(10, 100_000);
        fixture.Cameras = [CameraFixture.Camera("fixed", server.Url)];
        var options = new ServeOptions { ApiKey = CameraFixture.Key };
        await fixture.StartAsync(options);
        fixture.Client.DefaultRequestHeaders.Add("X-Api-Key", CameraFixture.Key);
        Assert.Equal(204, await PutAsync("added", new { address = server.Url, framesPerSecond = 4 }));
        JsonElement added = await fixture.CameraAsync("added", "live");
        Assert.False(added.GetProperty("configured").GetBoolean());
        Assert.Equal(409, await PutAsync("fixed", new { address = server.Url }));
        Assert.Equal(400, await PutAsync("wrong", new { address = "photo.jpg" }));
        Assert.Equal(400, await PutAsync("wrong", new { address = server.Url, frames = 0 }));
        Assert.Equal(400, await PutAsync("wrong", new { address = server.Url, unknown = 0 }));
        using HttpResponseMessage picture = await fixture.Client.GetAsync("/v1/cameras/added/frame.jpg");
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType!.MediaType);
        await fixture.StopAsync();

        await fixture.StartAsync(options);
        fixture.Client.DefaultRequestHeaders.Add("X-Api-Key", CameraFixture.Key);
        await fixture.CameraAsync("added", "live");
        Assert.Equal(204, (int)(await fixture.Client.DeleteAsync("/v1/cameras/added")).StatusCode);
        Assert.Equal(404, (int)(await fixture.Client.DeleteAsync("/v1/cameras/added")).StatusCode);
        Assert.Equal(409, (int)(await fixture.Client.DeleteAsync("/v1/cameras/fixed")).StatusCode);
    }

    [Fact]
    public async Task Cameras_are_not_changed_over_HTTP_without_a_key()
    {
        await fixture.StartAsync();
        using HttpResponseMessage response = await fixture.Client.PutAsync(
            "/v1/cameras/a", new StringContent("""{"address":"http://127.0.0.1/"}"""));
        await ProblemCheck.IsAsync(response, 403, "key-needed");
    }

    [Fact]
    public async Task Live_pictures_are_motion_JPEG_and_end_with_the_service()
    {
        using CameraServer server = CameraServer.Always(10, 100_000);
        fixture.Cameras = [CameraFixture.Camera("door", server.Url)];
        await fixture.StartAsync();
        await fixture.CameraAsync("door", "live");
        using HttpResponseMessage live = await fixture.Client.GetAsync("/v1/cameras/door/live", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("multipart/x-mixed-replace", live.Content.Headers.ContentType!.MediaType);
        using Stream stream = await live.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[5000]);
        Task stop = fixture.Serve.App.StopAsync();
        Assert.Same(stop, await Task.WhenAny(stop, Task.Delay(TimeSpan.FromSeconds(10))));
    }

    [Fact]
    public async Task Pictures_are_stored_only_where_wanted_and_with_blurred_faces()
    {
        using CameraServer server = CameraServer.Always(10, 100_000);
        fixture.Cameras = [CameraFixture.Camera("door", server.Url)];
        await fixture.StartAsync();
        string id = (await fixture.EventsAsync(1))[0].GetProperty("id").GetString()!;
        await ProblemCheck.IsAsync(await fixture.Client.GetAsync($"/v1/events/{id}/picture.jpg"), 404, "not-found");
        await fixture.StopAsync();

        fixture.Watch = fixture.Watch with { Privacy = new PrivacyOptions { KeepPictures = true } };
        await fixture.StartAsync();
        await Eventually.TrueAsync(
            () => fixture.EventsAsync("&type=maskml.violation.started").Result.Length == 2, () => "no second violation");
        id = (await fixture.EventsAsync("&type=maskml.violation.started"))[1].GetProperty("id").GetString()!;
        using Mat picture = Cv2.ImDecode(await fixture.Client.GetByteArrayAsync($"/v1/events/{id}/picture.jpg"), ImreadModes.Color);
        Assert.Equal(64, picture.Width);
        Cv2.MeanStdDev(picture, out _, out Scalar spread);
        Assert.InRange(spread.Val0, 0, 10); // The noise of a frame has 23.
    }

    private async Task<int> PutAsync(string name, object camera)
    {
        using HttpResponseMessage response = await fixture.Client.PutAsync(
            "/v1/cameras/" + name, new StringContent(JsonSerializer.Serialize(camera)));
        return (int)response.StatusCode;
    }
}
