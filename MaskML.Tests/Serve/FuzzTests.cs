using System.Diagnostics;
using MaskML.Predict.Imaging;
using MaskML.Tests.Serve.Fuzz;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve;

public sealed class FuzzTests
{
    [Fact]
    public async Task Malformed_requests_are_rejected_without_a_server_error()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync();
        var fuzz = new FuzzRequests(20);
        var seen = new HashSet<int>();
        for (int i = 0; i < 400; i++)
        {
            int status = await RawExchange.SendAsync(serve.Client.BaseAddress!, fuzz.Next(), CancellationToken.None);
            Assert.InRange(status, 0, 499);
            seen.Add(status);
        }

        // Some requests pass all checks and reach the decoder.
        Assert.Superset(new HashSet<int> { 200, 400, 413 }, seen);
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright);
        Assert.True(response.IsSuccessStatusCode);
        Assert.DoesNotContain(serve.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public void Malformed_pictures_are_decoded_or_refused_and_take_little_time() => Decode(3_000);

    /// <summary>Decodes malformed pictures in this process.</summary>
    internal static void Decode(int count)
    {
        var fuzz = new FuzzPictures(7);
        var faults = new Dictionary<ImageFault, int>();
        int decoded = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] picture = fuzz.Next();
            long start = Stopwatch.GetTimestamp();
            try
            {
                using Mat pixels = ImageDecoder.Decode(picture, 50);
                decoded++;
            }
            catch (ImageException e)
            {
                faults[e.Fault] = faults.GetValueOrDefault(e.Fault) + 1;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5), $"picture {i}: {Stopwatch.GetElapsedTime(start)}");
        }

        // Many pass all checks, and each kind of check refuses some.
        Assert.InRange(decoded, count / 10, count);
        Assert.Superset(
            new HashSet<ImageFault> { ImageFault.NotAnImage, ImageFault.TooLarge, ImageFault.Truncated, ImageFault.Undecodable },
            faults.Keys.ToHashSet());
    }
}
