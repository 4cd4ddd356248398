using System.Text.Json;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Tests that errors are problem details that say what was found, what was expected and what to do.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("?detector=eyes", "bad-parameter", "found 'eyes', expected one of auto, masknet, yunet, haar, none")]
    [InlineData("?detector=none&detector=haar", "bad-parameter", "found 2 values")]
    [InlineData("?uncertainBelow=1.5", "bad-parameter", "expected a number from 0 to 1")]
    [InlineData("?uncertainBelow=NaN", "bad-parameter", "expected a number from 0 to 1")]
    [InlineData("?annotate=yes", "bad-parameter", "expected true or false")]
    [InlineData("?anotate=true", "bad-parameter", "Found the parameter 'anotate'")]
    public async Task Invalid_parameter_is_named(string query, string kind, string said)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright, query);
        Assert.Contains(said, await ProblemCheck.IsAsync(response, 400, kind), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_is_not_a_photo_is_rejected_with_the_reason()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        foreach ((byte[] body, string said) in new[]
        {
            (Array.Empty<byte>(), "empty"), ("not a photo"u8.ToArray(), "not an image"), (ServeFixture.Bright[..^40], "damaged or cut off"),
            ("P6 9999 9999 255\n"u8.ToArray(), "JPEG, PNG, BMP or WebP expected"),
            ("GIF89a"u8.ToArray(), "JPEG, PNG, BMP or WebP expected"),
        })
        {
            using HttpResponseMessage response = await serve.PostAsync(body);
            Assert.Contains(said, await ProblemCheck.IsAsync(response, 400, "bad-photo"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unknown_path_and_wrong_method_are_reported()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage nowhere = await serve.Client.GetAsync("/v2/predict");
        Assert.Contains("/v2/predict", await ProblemCheck.IsAsync(nowhere, 404, "not-found"), StringComparison.Ordinal);
        using HttpResponseMessage get = await serve.Client.GetAsync("/v1/predict");
        Assert.Contains("expected POST", await ProblemCheck.IsAsync(get, 405, "method-not-allowed"), StringComparison.Ordinal);
        Assert.Equal(["POST"], get.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("image/gif")]
    public async Task Unsupported_content_type_is_rejected_with_the_supported_ones(string type)
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Body(ServeFixture.Bright, type));
        string detail = await ProblemCheck.IsAsync(response, 415, "unsupported-media-type");
        Assert.Contains($"'{type}'", detail, StringComparison.Ordinal);
        Assert.Contains("--data-binary", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_bodies_and_unavailable_answer_types_are_rejected()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        ByteArrayContent packed = ServeFixture.Body(ServeFixture.Bright);
        packed.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage encoded = await serve.PostAsync(packed);
        await ProblemCheck.IsAsync(encoded, 415, "unsupported-media-type");

        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/v1/predict?annotate=true")
        { Content = ServeFixture.Body(ServeFixture.Bright) };
        request.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage unacceptable = await serve.Client.SendAsync(request);
        Assert.Contains(
            "image/jpeg, image/png, application/json",
            await ProblemCheck.IsAsync(unacceptable, 406, "not-acceptable"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_over_the_limit_is_rejected_with_and_without_a_content_length()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { MaxBytes = 2000, MaxTotalBytes = 5000 });
        using HttpResponseMessage withLength = await serve.PostAsync(new byte[2001]);
        Assert.Contains("2001 bytes, at most 2000", await ProblemCheck.IsAsync(withLength, 413, "too-large"), StringComparison.Ordinal);

        using var unknownLength = new HttpRequestMessage(HttpMethod.Post, "/v1/predict") { Content = ServeFixture.Body(new byte[2001]) };
        unknownLength.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage chunked = await serve.Client.SendAsync(unknownLength);
        await ProblemCheck.IsAsync(chunked, 413, "too-large");

        using HttpResponseMessage several = await serve.PostAsync(ServeFixture.Files(
            ("a", new byte[1900]), ("b", new byte[1900]), ("c", new byte[1900])));
        Assert.Contains("serve.maxTotalBytes", await ProblemCheck.IsAsync(several, 413, "too-large"), StringComparison.Ordinal);
        using var unknownLengthSeveral = new HttpRequestMessage(
            HttpMethod.Post,
            "/v1/predict")
        { Content = ServeFixture.Files(("a", new byte[1900]), ("b", new byte[1900]), ("c", new byte[1900])) };
        unknownLengthSeveral.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage chunkedSeveral = await serve.Client.SendAsync(unknownLengthSeveral);
        await ProblemCheck.IsAsync(chunkedSeveral, 413, "too-large");
    }

    [Fact]
    public async Task Photo_with_too_many_pixels_in_its_header_is_rejected_without_decoding()
    {
        byte[] bomb = PngBytes.Make(60_000, 60_000, new byte[50]);
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage response = await serve.PostAsync(bomb);
        Assert.Contains(
            "60000 x 60000 pixels are 3600 megapixels, at most 50",
            await ProblemCheck.IsAsync(response, 413, "too-many-pixels"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jpeg_with_too_many_scans_is_rejected()
    {
        using Mat picture = TinyModel.Noise(120, 1, 64);
        byte[] jpeg = picture.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1));
        int scan = jpeg.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]);
        byte[] last = jpeg[scan..^2];
        byte[] endless = [.. jpeg[..^2], .. Enumerable.Repeat(last, 100).SelectMany(bytes => bytes), .. jpeg[^2..]];
        await using ServeFixture serve = await ServeFixture.StartAsync();
        using HttpResponseMessage usual = await serve.PostAsync(jpeg);
        Assert.True(usual.IsSuccessStatusCode);
        using HttpResponseMessage response = await serve.PostAsync(endless);
        Assert.Contains("scans, at most 100", await ProblemCheck.IsAsync(response, 400, "bad-photo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_with_too_many_files_none_or_a_text_field_is_rejected()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { MaxFiles = 2 });
        using HttpResponseMessage many = await serve.PostAsync(ServeFixture.Files(
            ("a", ServeFixture.Bright), ("b", ServeFixture.Bright), ("c", ServeFixture.Bright)));
        Assert.Contains("more than 2 photos", await ProblemCheck.IsAsync(many, 413, "too-many-files"), StringComparison.Ordinal);

        using var form = new MultipartFormDataContent { { new StringContent("none") { Headers = { ContentType = null } }, "detector" } };
        using HttpResponseMessage field = await serve.PostAsync(form);
        Assert.Contains(
            "the field 'detector' without a file", await ProblemCheck.IsAsync(field, 400, "bad-multipart"), StringComparison.Ordinal);

        string tooLong = new('y', 71);
        string[] types = ["multipart/form-data", "multipart/form-data; boundary=x", $"multipart/form-data; boundary={tooLong}"];
        foreach (string type in types)
        {
            using var broken = new ByteArrayContent("--y\r\nno part"u8.ToArray());
            broken.Headers.TryAddWithoutValidation("Content-Type", type);
            using HttpResponseMessage response = await serve.PostAsync(broken);
            await ProblemCheck.IsAsync(response, 400, "bad-multipart");
        }
    }

    [Fact]
    public async Task Unavailable_detector_is_reported_with_the_available_ones()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(
            more: config => config with { Haar = config.Haar with { Cascade = "/nowhere/haar.xml" } });
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright, "?detector=haar");
        string detail = await ProblemCheck.IsAsync(response, 503, "detector-unavailable");
        Assert.Contains("haar is not on this server, expected one of auto, masknet", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("nowhere", detail, StringComparison.Ordinal);
        JsonElement.ArrayEnumerator detectors = (await serve.ModelAsync()).GetProperty("detectors").EnumerateArray();
        Assert.False(detectors.Single(d => d.GetProperty("name").GetString() == "haar").GetProperty("available").GetBoolean());
    }

    [Fact]
    public async Task Errors_have_the_security_headers()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        foreach (string path in new[] { "/", "/nowhere", "/v1/model" })
        {
            using HttpResponseMessage response = await serve.Client.GetAsync(path);
            Assert.StartsWith(
                "default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(response.Headers.Contains("Server"));
        }
    }
}
