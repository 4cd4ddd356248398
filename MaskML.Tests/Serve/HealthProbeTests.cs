using MaskML.Cli.Commands;
using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Serve.Page;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Tests of <c>serve --healthcheck</c>.</summary>
public sealed class HealthProbeTests
{
    [Fact]
    public async Task Probe_succeeds_while_the_service_runs_and_fails_after_it_stopped()
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
    public void Probe_asks_an_address_at_which_the_service_can_be_reached(string url, string asked) =>
        Assert.Equal(asked, HealthProbe.Address(url).ToString());

    [Fact]
    public async Task Probe_needs_a_fixed_port()
    {
        CommandLine line = await CommandLine.ServeAsync("--healthcheck", "--url", "http://127.0.0.1:0");
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("Name a port", line.Error, StringComparison.Ordinal);
    }
}
