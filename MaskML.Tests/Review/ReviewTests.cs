using System.Net;
using System.Text.Json;
using MaskML.Serve;
using MaskML.Serve.Review;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Review;

/// <summary>Tests of what is collected, and of what <c>/v1/review</c> shows of it.</summary>
public sealed class ReviewTests : IAsyncDisposable
{
    private readonly ReviewFixture review = new();

    public ValueTask DisposeAsync() => review.DisposeAsync();

    [Fact]
    public async Task Review_is_off_by_default_and_then_stores_nothing()
    {
        Assert.False(new ReviewOptions().Enabled);
        review.Options = review.Options with { Enabled = false };
        await review.StartAsync();
        (await review.PostAsync()).EnsureSuccessStatusCode();
        Assert.False(Directory.Exists(review.Folder));
        await ProblemCheck.IsAsync(await review.Client.GetAsync("/v1/review/crops"), 404, "review-off");
    }

    [Fact]
    public async Task Same_photo_is_collected_once_also_when_it_was_compressed_again_and_after_a_restart()
    {
        await review.StartAsync();
        using Mat photo = Patterned(1);
        byte[] again = photo.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 90));
        await review.CollectAsync(1, photo.ImEncode(".png"), photo.ImEncode(".png"), again);
        await review.StopAsync();
        await review.StartAsync();
        using Mat other = Patterned(2);
        await review.CollectAsync(2, photo.ImEncode(".png"), other.ImEncode(".png"));
    }

    [Fact]
    public async Task Crop_is_what_the_model_saw_with_its_surroundings_and_record()
    {
        await review.StartAsync();
        byte[] photo = ReviewFixture.Photos(1).Single();
        JsonElement crop = Assert.Single(await review.CollectAsync(1, photo));
        string id = ReviewFixture.Id(crop);
        using Mat sent = Cv2.ImDecode(photo, ImreadModes.Color);
        using Mat seen = new MaskML.Predict.Imaging.Cropper(TinyModel.Size, TinyModel.Margin).Whole(sent);
        using Mat stored = Cv2.ImDecode(await review.Client.GetByteArrayAsync($"/v1/review/crops/{id}/crop.png"), ImreadModes.Color);
        Assert.Equal(0, Cv2.Norm(seen, stored, NormTypes.INF));
        using HttpResponseMessage around = await review.Client.GetAsync($"/v1/review/crops/{id}/around.jpg");
        Assert.Equal("image/jpeg", around.Content.Headers.ContentType!.MediaType);
        Assert.Equal("photos", crop.GetProperty("source").GetString());
        Assert.Equal("random", crop.GetProperty("reason").GetString());
        Assert.Equal(64, crop.GetProperty("model").GetString()!.Length);
        Assert.Equal(2, crop.GetProperty("scores").EnumerateObject().Count());
        await ProblemCheck.IsAsync(await review.Client.GetAsync("/v1/review/crops/..%2F..%2Fx/crop.png"), 404, "not-found");
    }

    [Fact]
    public async Task Uncertain_faces_are_collected_whatever_limit_the_caller_asks_for()
    {
        review.Options = review.Options with { Share = 0 };
        await review.StartAsync();
        (await review.PostAsync("?uncertainBelow=1")).EnsureSuccessStatusCode();
        await review.StopAsync();
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(review.Folder, ".crops"), "*.json"));
        await review.StartAsync(uncertainBelow: 1);
        JsonElement[] crops = await review.CollectAsync(4, ReviewFixture.Photos(4));
        Assert.All(crops, crop => Assert.Equal("uncertain", crop.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Oldest_crops_without_a_label_go_first_and_labelled_ones_stay()
    {
        review.Options = review.Options with { MaxCrops = 3 };
        await review.StartAsync();
        JsonElement[] crops = await review.CollectAsync(3, ReviewFixture.Photos(3));
        string[] first = [.. crops.Select(ReviewFixture.Id).Order(StringComparer.Ordinal)];
        await review.LabelAsync("", (first[0], TinyModel.Bright, 0));
        string[] last = [.. (await review.CollectAsync(4, ReviewFixture.Photos(2, seed: 2))).Select(ReviewFixture.Id)];
        await Eventually.TrueAsync(() => review.Store.All.All(one => one.Crop.Id != first[1]), () => string.Join(' ', last));
        Assert.Superset(new HashSet<string> { first[0], first[2] }, review.Store.All.Select(one => one.Crop.Id).ToHashSet());
    }

    [Fact]
    public async Task Crops_are_filtered_and_paged_and_have_an_ETag()
    {
        await review.StartAsync();
        string[] all = [.. (await review.CollectAsync(7, ReviewFixture.Photos(7))).Select(ReviewFixture.Id)];
        Assert.Equal(all.OrderDescending(StringComparer.Ordinal), all);
        JsonElement page = await review.GetAsync("/v1/review/crops?limit=3");
        Assert.Equal(all[..3], page.GetProperty("crops").EnumerateArray().Select(ReviewFixture.Id));
        Assert.Equal(all[3..], (await review.CropsAsync($"?after={page.GetProperty("next")}")).Select(ReviewFixture.Id));
        Assert.Equal(4, (await review.CropsAsync($"?label={TinyModel.Bright}")).Length);
        Assert.Empty(await review.CropsAsync("?source=cameras/door"));
        Assert.Empty(await review.CropsAsync("?below=0.1"));
        Assert.Equal(7, (await review.CropsAsync("?reason=random")).Length);
        using HttpResponseMessage first = await review.Client.GetAsync("/v1/review/crops");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/review/crops");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await review.Client.SendAsync(again)).StatusCode);
        Assert.DoesNotContain(review.Folder, await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (string wrong in new[] { "below=2", "state=x", "reason=x", "limit=0", "nothing=1" })
        {
            await ProblemCheck.IsAsync(await review.Client.GetAsync("/v1/review/crops?" + wrong), 400, "bad-parameter");
        }
    }

    [Fact]
    public async Task Review_needs_the_review_key_on_the_same_machine_too()
    {
        await review.StartAsync(new ServeOptions { ReviewKey = "0123456789abcdef" });
        foreach (string path in new[] { "crops", "figures", "crops/x/crop.png", "crops/x/around.jpg" })
        {
            await ProblemCheck.IsAsync(await review.Client.GetAsync("/v1/review/" + path), 401, "no-key");
        }

        await ProblemCheck.IsAsync(await review.LabelAsync("", ("x", "skip", 0)), 401, "no-key");
        review.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdef");
        Assert.Empty(await review.CropsAsync());
    }

    [Fact]
    public async Task Field_figures_count_random_crops_with_Wilson_intervals_and_say_how_many_labels_halve_them()
    {
        await review.StartAsync();
        JsonElement[] crops = await review.CollectAsync(12, ReviewFixture.Photos(12));
        string Label(int i) => crops[i].GetProperty("label").GetString()!;
        string Other(int i) => Label(i) == TinyModel.Bright ? TinyModel.Dark : TinyModel.Bright;
        await review.LabelAsync(
            "",
            [
                .. Enumerable.Range(0, 10).Select(i => (ReviewFixture.Id(crops[i]), i < 9 ? Label(i) : Other(i), 0)),
                (ReviewFixture.Id(crops[10]), "no_face", 0),
            ]);
        JsonElement figures = await review.GetAsync("/v1/review/figures");
        JsonElement all = figures.GetProperty("all");
        Assert.Equal((10, 9), (all.GetProperty("count").GetInt32(), all.GetProperty("right").GetInt32()));
        Assert.Equal(0.9, all.GetProperty("accuracy").GetDouble());

        // Wilson's interval of 9 of 10: 0.5958 to 0.9821.
        Assert.Equal([0.5958, 0.9821], all.GetProperty("interval").EnumerateArray().Select(bound => Math.Round(bound.GetDouble(), 4)));
        Assert.InRange(figures.GetProperty("more").GetInt32(), 25, 40);
        Assert.Equal(1, figures.GetProperty("open").GetInt32());
        Assert.Equal(1, figures.GetProperty("noFace").GetInt32());
        foreach (string by in new[] { "byLabel", "byWeek", "bySource" })
        {
            Assert.Equal(10, figures.GetProperty(by).EnumerateArray().Sum(row => row.GetProperty("count").GetInt32()));
        }
    }

    [Fact]
    public async Task Service_does_not_start_on_a_folder_that_another_one_reviews()
    {
        await review.StartAsync();
        await using var second = new ReviewFixture { Options = review.Options };
        await Assert.ThrowsAsync<MaskML.Predict.Errors.UsageException>(() => second.StartAsync());
    }

    // A picture with structure that survives compression.
    private static Mat Patterned(int seed)
    {
        using Mat small = TinyModel.Noise(120, seed, 6);
        return small.Resize(new Size(96, 96), 0, 0, InterpolationFlags.Cubic);
    }
}
