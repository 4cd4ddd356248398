using MaskML.Tests.Serve.Fuzz;
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
}
