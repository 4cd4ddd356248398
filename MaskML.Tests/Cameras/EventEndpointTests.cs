using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Serve.Events;
using MaskML.Tests.Serve;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>Tests of <c>/v1/events</c> and <c>/v1/counts</c> over a filled store.</summary>
public sealed class EventEndpointTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 7, 0, 0, TimeSpan.Zero);

    private readonly CameraFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Events_are_filtered_and_paged_and_have_an_ETag()
    {
        EventStore store = await StoreAsync();
        for (int i = 0; i < 10; i++)
        {
            store.Write(i % 2 == 0 ? "a" : "b", [Event(i)], []);
        }

        Assert.Equal(["9", "8", "7"], Reasons(await fixture.GetAsync("/v1/events?limit=3")));
        JsonElement page = await fixture.GetAsync("/v1/events?limit=3");
        Assert.Equal(["6", "5", "4"], Reasons(await fixture.GetAsync($"/v1/events?limit=3&before={page.GetProperty("next")}")));
        Assert.Equal(["9", "7", "5", "3", "1"], Reasons(await fixture.GetAsync("/v1/events?camera=b")));
        Assert.Equal(["6", "5"], Reasons(await fixture.GetAsync("/v1/events?from=2026-11-28T07:05:00Z&to=2026-11-28T07:07:00Z")));
        Assert.Empty(Reasons(await fixture.GetAsync("/v1/events?type=maskml.person.left")));
        Assert.Equal(JsonValueKind.Null, (await fixture.GetAsync("/v1/events")).GetProperty("next").ValueKind);

        using HttpResponseMessage first = await fixture.Client.GetAsync("/v1/events");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await fixture.Client.SendAsync(again)).StatusCode);
        foreach (string wrong in new[] { "limit=0", "type=x", "from=soon", "nothing=1", "limit=1&limit=2", "format=xml" })
        {
            await ProblemCheck.IsAsync(await fixture.Client.GetAsync("/v1/events?" + wrong), 400, "bad-parameter");
        }
    }

    [Fact]
    public async Task Event_stream_continues_after_Last_Event_ID_without_a_gap()
    {
        EventStore store = await StoreAsync();
        store.Write("a", [Event(0), Event(1)], []);
        using (HttpResponseMessage all = await OpenAsync("?after=0", null))
        {
            Assert.Equal(["0", "1"], await ReadAsync(all, 2));
        }

        using HttpResponseMessage rest = await OpenAsync("", "1");
        store.Write("a", [Event(2), Event(3)], []);
        Assert.Equal(["1", "2", "3"], await ReadAsync(rest, 3));
        using HttpResponseMessage other = await OpenAsync("?camera=b", "0");
        store.Write("a", [Event(4)], []);
        store.Write("b", [Event(5)], []);
        Assert.Equal(["1", "3", "5"], await ReadAsync(other, 3));
        await ProblemCheck.IsAsync(await OpenAsync("", "x"), 400, "bad-request");
    }

    [Fact]
    public async Task Counts_have_a_row_a_camera_and_time_as_JSON_and_CSV()
    {
        EventStore store = await StoreAsync();
        CountKey Key(int minute, string what) => new((Start.ToUnixTimeSeconds() / 60) + minute, what);
        store.Write("a", [], new Dictionary<CountKey, long>
        {
            [Key(0, CountStore.Frames)] = 300,
            [Key(59, CountStore.Frames)] = 200,
            [Key(61, CountStore.Frames)] = 1,
            [Key(3, CountStore.Label("with_mask"))] = 2,
            [Key(3, CountStore.Label("without_mask"))] = 1,
            [Key(3, CountStore.Violations)] = 1,
        });
        store.Write("a", [], new Dictionary<CountKey, long> { [Key(0, CountStore.Frames)] = 7 });
        store.Write("b", [], new Dictionary<CountKey, long> { [Key(0, CountStore.Skipped)] = 5 });
        const string Range = "from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z";
        JsonElement hours = await fixture.GetAsync("/v1/counts?by=hour&" + Range);
        Assert.Equal(
            ["07 a 3 507 0", "07 b 0 0 5", "08 a 0 1 0"],
            hours.EnumerateArray().Select(row =>
                $"{row.GetProperty("time").GetString()![11..13]} {row.GetProperty("camera")} {row.GetProperty("people")} "
                + $"{row.GetProperty("frames")} {row.GetProperty("skipped")}"));
        Assert.Equal(5, (await fixture.GetAsync("/v1/counts?by=minute&" + Range)).GetArrayLength());
        Assert.Equal(2, (await fixture.GetAsync("/v1/counts?by=day&" + Range)).GetArrayLength());
        Assert.Equal(
            "time,camera,people,with_mask,without_mask,violations,frames,skipped\r\n2026-11-28T00:00:00Z,a,3,2,1,1,508,0\r\n"
            + "2026-11-28T00:00:00Z,b,0,0,0,0,0,5\r\n",
            await fixture.Client.GetStringAsync("/v1/counts?by=day&format=csv&" + Range));
    }

    [Theory]
    [InlineData("07:00:00", 0)]
    [InlineData("07:00:00.001", 300)]
    [InlineData("07:01:00", 300)]
    [InlineData("07:01:00.001", 307)]
    public async Task Counts_until_a_time_have_the_minute_that_has_begun(string time, int frames)
    {
        EventStore store = await StoreAsync();
        long minute = Start.ToUnixTimeSeconds() / 60;
        store.Write("a", [], new Dictionary<CountKey, long>
        {
            [new CountKey(minute, CountStore.Frames)] = 300,
            [new CountKey(minute + 1, CountStore.Frames)] = 7,
        });
        JsonElement rows = await fixture.GetAsync($"/v1/counts?from=2026-11-28T00:00:00Z&to=2026-11-28T{time}Z");
        Assert.Equal(frames, rows.EnumerateArray().Sum(row => row.GetProperty("frames").GetInt32()));
    }

    [Fact]
    public async Task Event_table_is_CSV_that_a_spreadsheet_does_not_run()
    {
        EventStore store = await StoreAsync();
        var data = new JsonObject { ["reason"] = "=1+1, \"x\"" };
        store.Write("a", [CameraEvent.Of("a", Start, null, EventTypes.CameraLost, Start, data)], []);
        Assert.Equal(
            "time,camera,type,id,track,label,seconds,reason\r\n"
            + "2026-11-28T07:00:00.000Z,a,maskml.camera.lost,a-20261128T070000000Z-camera-lost,,,,\"'=1+1, \"\"x\"\"\"\r\n",
            await fixture.Client.GetStringAsync("/v1/events?format=csv"));
    }

    private static CameraEvent Event(int i) => CameraEvent.Of(
        i % 2 == 0 ? "a" : "b",
        Start.AddMinutes(i),
        null,
        EventTypes.CameraLost,
        Start.AddMinutes(i),
        new JsonObject { ["reason"] = i.ToString(CultureInfo.InvariantCulture) });

    private static IEnumerable<string> Reasons(JsonElement answer) => answer.GetProperty("events").EnumerateArray()
        .Select(one => one.GetProperty("data").GetProperty("reason").GetString()!);

    private async Task<EventStore> StoreAsync()
    {
        await fixture.StartAsync();
        return (EventStore)fixture.Serve.App.Services.GetService(typeof(EventStore))!;
    }

    private async Task<HttpResponseMessage> OpenAsync(string query, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events/stream" + query);
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        return await fixture.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<List<string>> ReadAsync(HttpResponseMessage response, int count)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var reasons = new List<string>();
        while (reasons.Count < count && await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                reasons.Add((string)JsonNode.Parse(line[6..])!["data"]!["reason"]!);
            }
        }

        return reasons;
    }
}
