using MaskML.Bench.Http;
using Xunit;

namespace MaskML.Tests.Serve;

public sealed class FuzzTests
{
    [Fact]
    public async Task Malformed_requests_are_refused_without_a_fault_and_the_service_goes_on()
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

        // The requests reach the decoder, not only the first check.
        Assert.Superset(new HashSet<int> { 200, 400, 413 }, seen);
        using HttpResponseMessage response = await serve.PostAsync(ServeFixture.Bright);
        Assert.True(response.IsSuccessStatusCode);
        Assert.DoesNotContain(serve.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }
}
