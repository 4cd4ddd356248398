using System.Net;
using System.Text.Json;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Review;

/// <summary>Tests of the answers that people give to crops.</summary>
public sealed class ReviewLabelTests : IAsyncDisposable
{
    private readonly ReviewFixture review = new();

    public ValueTask DisposeAsync() => review.DisposeAsync();

    [Fact]
    public async Task Labels_stand_in_folders_and_in_a_log_and_can_be_changed_and_taken_back()
    {
        await review.StartAsync();
        string[] ids = [.. (await review.CollectAsync(3, ReviewFixture.Photos(3))).Select(ReviewFixture.Id)];
        using HttpResponseMessage first = await review.LabelAsync(
            "ann", (ids[0], TinyModel.Bright, 0), (ids[1], TinyModel.Dark, 0), (ids[2], "skip", 0));
        JsonElement[] answers = [.. (await ServeFixture.JsonAsync(first)).EnumerateArray()];
        Assert.All(answers, one => Assert.Equal(("ann", 1), (one.GetProperty("by").GetString(), one.GetProperty("version").GetInt32())));
        Assert.Equal(Sorted($"{TinyModel.Bright}/{ids[0]}", $"{TinyModel.Dark}/{ids[1]}"), review.Labelled());
        Assert.Empty(await review.CropsAsync());
        (await review.LabelAsync("ann", (ids[0], TinyModel.Dark, 1), (ids[1], "no_face", 1), (ids[2], null, 1))).EnsureSuccessStatusCode();
        Assert.Equal([$"{TinyModel.Dark}/{ids[0]}"], review.Labelled());
        Assert.Equal(ids[2], ReviewFixture.Id(Assert.Single(await review.CropsAsync())));
        await review.StopAsync();

        // A process that was killed between log and folder, and one that was killed while it wrote the log.
        File.Delete(Path.Combine(review.Folder, TinyModel.Dark, ids[0] + ".png"));
        await File.AppendAllTextAsync(Path.Combine(review.Folder, "labels.jsonl"), "{\"id\":\"");
        await review.StartAsync();
        Assert.Equal([$"{TinyModel.Dark}/{ids[0]}"], review.Labelled());
        (await review.LabelAsync("bob", (ids[0], TinyModel.Bright, 2))).EnsureSuccessStatusCode();
        await review.StopAsync();
        JsonElement[] log = [.. File.ReadLines(Path.Combine(review.Folder, "labels.jsonl"))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        Assert.Equal(7, log.Length);
        Assert.Equal("bob", log[^1].GetProperty("by").GetString());
        Assert.Equal(ids[0], log[^1].GetProperty("crop").GetProperty("id").GetString());
        Assert.True(log[^1].GetProperty("crop").GetProperty("confidence").GetDouble() > 0);
    }

    [Fact]
    public async Task Answer_to_what_somebody_else_has_answered_is_a_conflict_that_names_them_and_stores_nothing()
    {
        await review.StartAsync();
        string[] ids = [.. (await review.CollectAsync(2, ReviewFixture.Photos(2))).Select(ReviewFixture.Id)];
        await review.LabelAsync("ann", (ids[0], TinyModel.Bright, 0));
        HttpResponseMessage second = await review.LabelAsync("bob", (ids[0], TinyModel.Dark, 0), (ids[1], TinyModel.Dark, 0));
        string text = await second.Content.ReadAsStringAsync();
        await ProblemCheck.IsAsync(second, 409, "changed");
        JsonElement conflict = Assert.Single(JsonSerializer.Deserialize<JsonElement>(text).GetProperty("conflicts").EnumerateArray());
        Assert.Equal("ann", conflict.GetProperty("by").GetString());
        Assert.Equal(TinyModel.Bright, conflict.GetProperty("answer").GetString());
        Assert.Equal([$"{TinyModel.Bright}/{ids[0]}"], review.Labelled());

        // Two who agree do not overwrite each other; who has seen the answer may change it.
        (await review.LabelAsync("bob", (ids[0], TinyModel.Bright, 0))).EnsureSuccessStatusCode();
        (await review.LabelAsync("bob", (ids[0], TinyModel.Dark, 1))).EnsureSuccessStatusCode();
        Assert.Equal([$"{TinyModel.Dark}/{ids[0]}"], review.Labelled());
    }

    [Fact]
    public async Task Two_people_who_label_the_same_grid_at_the_same_time_lose_no_answer()
    {
        await review.StartAsync();
        string[] ids = [.. (await review.CollectAsync(20, ReviewFixture.Photos(20))).Select(ReviewFixture.Id)];
        int[] conflicts = await Task.WhenAll(WorkAsync("ann", TinyModel.Bright), WorkAsync("bob", TinyModel.Dark));
        Assert.Equal(ids.Length, conflicts.Sum());
        Assert.Equal(ids.Length, review.Labelled().Length);
        Assert.Equal(ids.Length, File.ReadLines(Path.Combine(review.Folder, "labels.jsonl")).Count());

        async Task<int> WorkAsync(string name, string label)
        {
            int found = 0;
            foreach (string id in ids)
            {
                found += (await review.LabelAsync(name, (id, label, 0))).StatusCode == HttpStatusCode.Conflict ? 1 : 0;
            }

            return found;
        }
    }

    [Fact]
    public async Task Answers_that_cannot_be_stored_are_refused_with_what_was_expected()
    {
        await review.StartAsync();
        string id = ReviewFixture.Id(Assert.Single(await review.CollectAsync(1, ReviewFixture.Photos(1))));
        await ProblemCheck.IsAsync(await review.LabelAsync("", (id, "../x", 0)), 400, "bad-request");
        await ProblemCheck.IsAsync(await review.LabelAsync("", ("nobody", "skip", 0)), 404, "not-found");
        await ProblemCheck.IsAsync(await review.LabelAsync("", (id, "skip", 0), (id, null, 0)), 400, "bad-request");
        await ProblemCheck.IsAsync(await review.LabelAsync(new string('a', 41), (id, "skip", 0)), 400, "bad-request");
        await ProblemCheck.IsAsync(await review.LabelAsync(""), 400, "bad-request");
        foreach (string body in new[] { "", "null", "[]", "{\"by\":null,\"answers\":null}", "{\"answers\":[null]}", "{}" })
        {
            await ProblemCheck.IsAsync(
                await review.Client.PostAsync("/v1/review/labels", new StringContent(body)), 400, "bad-request");
        }

        // With this header the client does not send a body that is refused by its length.
        using var large = new HttpRequestMessage(HttpMethod.Post, "/v1/review/labels");
        large.Content = new ByteArrayContent(new byte[2 << 20]);
        large.Headers.ExpectContinue = true;
        await ProblemCheck.IsAsync(await review.Client.SendAsync(large), 413, "too-large");
    }

    private static string[] Sorted(params string[] names) => [.. names.Order(StringComparer.Ordinal)];
}
