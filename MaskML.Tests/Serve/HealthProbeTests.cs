using MaskML.Cli.Commands;
using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Serve.Page;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>What a container's health check asks.</summary>
public sealed class HealthProbeTests
{
    [Fact]
    public async Task A_service_that_answers_is_healthy_and_one_that_is_gone_is_not()
    {
        await using PageServer server = await PageServer.StartAsync();
        string url = server.Url;
        CommandLine alive = await CommandLine.ServeAsync("--healthcheck", "--url", url);
        Assert.Equal(ExitCodes.Done, alive.ExitCode);
        Assert.StartsWith($"{url}/readyz: 200 {{\"status\":\"healthy\"", alive.Output, StringComparison.Ordinal);
        await server.StopAsync();
        CommandLine gone = await CommandLine.ServeAsync("--healthcheck", "--url", url);
        Assert.Equal(ExitCodes.Fault, gone.ExitCode);
        Assert.StartsWith($"{url}/readyz: ", gone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/readyz")]
    [InlineData("http://*:8080", "http://127.0.0.1:8080/readyz")]
    [InlineData("http://+:8080", "http://127.0.0.1:8080/readyz")]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080/readyz")]
    [InlineData("http://[::]:8080", "http://[::1]:8080/readyz")]
    [InlineData("http://maskml.local", "http://maskml.local/readyz")]
    public void It_asks_where_the_service_can_be_reached(string url, string asked) => Assert.Equal(asked, HealthProbe.Address(url).ToString());

    [Fact]
    public async Task A_port_that_nobody_knows_cannot_be_asked()
    {
        CommandLine line = await CommandLine.ServeAsync("--healthcheck", "--url", "http://127.0.0.1:0");
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("Name a port", line.Error, StringComparison.Ordinal);
    }
}
