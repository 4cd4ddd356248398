using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve;

public sealed class PredictEndpointTests
{
    // An answer must have no properties that the OpenAPI document does not describe.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };


    [Theory]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task Photo_is_answered_with_its_faces_and_the_model(string? type)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Body(ServeFixture.Bright, type));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        PhotoAnswer answer = await ReadAsync(response);
        FaceAnswer face = Assert.Single(answer.Faces);
        Assert.Equal((TinyModel.Bright, TinyModel.Size, "body"), (face.Label, answer.Width, answer.Source));
        Assert.Equal(PoolFixture.Sha256(TinyModel.Variants[0]), answer.Model);
        Assert.Equal(face.Scores[face.Label], face.Confidence);
    }

    [Fact]
    public async Task Several_files_are_answered_in_order_and_a_bad_one_does_not_stop_the_rest()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { MaxBytes = 10_000 });
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Files(
            ("a.png", ServeFixture.Bright), ("b.txt", "no photo"u8.ToArray()), ("big.png", new byte[10_001]),
            ("ü.png", ServeFixture.Photo(50))));
        JsonElement[] answers = [.. (await ServeFixture.JsonAsync(response)).EnumerateArray()];
        Assert.Equal(["a.png", "b.txt", "big.png", "ü.png"], answers.Select(answer => answer.GetProperty("source").GetString()));
        Assert.Equal(TinyModel.Bright, answers[0].Deserialize<PhotoAnswer>(Strict)!.Faces[0].Label);
        Assert.Contains("not an image", answers[1].Deserialize<PhotoFailure>(Strict)!.Error, StringComparison.Ordinal);
        Assert.Contains("more than 10000 bytes", answers[2].Deserialize<PhotoFailure>(Strict)!.Error, StringComparison.Ordinal);
        Assert.Equal(TinyModel.Dark, answers[3].Deserialize<PhotoAnswer>(Strict)!.Faces[0].Label);
    }

    [Fact]
    public async Task Threshold_of_the_request_decides_which_labels_are_uncertain()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage strict = await serve.PostAsync(ServeFixture.Bright, "?uncertainBelow=1");
        Assert.True((await ReadAsync(strict)).Faces[0].Uncertain);
        using HttpResponseMessage lax = await serve.PostAsync(ServeFixture.Bright, "?uncertainBelow=0");
        Assert.False((await ReadAsync(lax)).Faces[0].Uncertain);
    }

    [Theory]
    [InlineData("*/*", "image/jpeg")]
    [InlineData("", "image/jpeg")]
    [InlineData("image/png", "image/png")]
    [InlineData("image/jpeg;q=0.5, image/png", "image/png")]
    [InlineData("text/html, image/*;q=0.9", "image/jpeg")]
    [InlineData("application/json", "application/json")]
    public async Task Annotated_picture_has_the_content_type_that_the_client_accepts(string accept, string expected)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/v1/predict?annotate=true")
        { Content = ServeFixture.Body(ServeFixture.Photo(200, 160)) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await serve.Client.SendAsync(request);
        Assert.Equal(expected, response.Content.Headers.ContentType!.MediaType);
        byte[] picture;
        if (expected == "application/json")
        {
            string uri = (await ReadAsync(response)).Picture!;
            Assert.StartsWith("data:image/jpeg;base64,", uri, StringComparison.Ordinal);
            picture = Convert.FromBase64String(uri.Split(',')[1]);
        }
        else
        {
            Assert.Equal("1", response.Headers.GetValues("MaskML-Faces").Single());
            Assert.Equal(serve.Pool.Current!.Sha256, response.Headers.GetValues("MaskML-Model").Single());
            picture = await response.Content.ReadAsByteArrayAsync();
        }

        using Mat drawn = Cv2.ImDecode(picture, ImreadModes.Color);
        using Mat plain = TinyModel.Noise(200, 1, 160);
        Assert.Equal(plain.Size(), drawn.Size());

        // The box around the whole photo is green.
        Vec3b edge = drawn.At<Vec3b>(80, 0);
        Assert.True(edge.Item1 > edge.Item0 + 20 && edge.Item1 > edge.Item2 + 20, $"{edge.Item0} {edge.Item1} {edge.Item2}");
    }

    [Fact]
    public async Task Form_with_one_file_can_be_annotated_and_with_two_cannot()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage one = await serve.PostAsync(ServeFixture.Files(("a.png", ServeFixture.Bright)), "?annotate=true");
        Assert.Equal("image/jpeg", one.Content.Headers.ContentType!.MediaType);
        using HttpResponseMessage two = await serve.PostAsync(
            ServeFixture.Files(("a.png", ServeFixture.Bright), ("b.png", ServeFixture.Bright)), "?annotate=true");
        await ProblemCheck.IsAsync(two, 400, "one-photo-only");
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public async Task Real_photo_gets_the_same_answer_over_HTTP_as_in_process()
    {
        string photo = SharedData.Need("data/group-photos/photos/000.jpg");
        byte[] bytes = await File.ReadAllBytesAsync(photo);
        await using ServeFixture serve = await ServeFixture.StartAsync(
            more: config => config with { Model = Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"), Predict = new() });
        foreach (string detector in new[] { "masknet", "none" })
        {
            using HttpResponseMessage response = await serve.PostAsync(bytes, "?detector=" + detector);
            PhotoAnswer answer = await ReadAsync(response);
            PhotoPrediction expected = await serve.App.Services.GetRequiredService<IMaskDetector>().DetectAsync(
                bytes, new DetectOptions { Detector = detector });
            Assert.NotEmpty(answer.Faces);
            Assert.Equal(
                expected.Faces.Select(face => (face.Face.Box.X, face.Face.Box.Y, face.Face.Box.Width, face.Face.Box.Height, face.Label)),
                answer.Faces.Select(face => (face.X, face.Y, face.Width, face.Height, face.Label)));
        }
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public async Task Faces_beyond_the_limit_are_counted_and_not_judged()
    {
        byte[] bytes = await File.ReadAllBytesAsync(SharedData.Need("data/group-photos/photos/000.jpg"));
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { MaxFaces = 1 });
        using HttpResponseMessage response = await serve.PostAsync(bytes, "?detector=masknet");
        PhotoAnswer answer = await ReadAsync(response);
        Assert.Single(answer.Faces);
        Assert.True(answer.LeftOut >= 1);
    }

    private static async Task<PhotoAnswer> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<PhotoAnswer>(text, Strict)!;
    }
}
