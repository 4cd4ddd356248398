using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Certificates and credentials, tried on real servers.</summary>
public sealed class FleetSecurityTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestAuthority authority = new();

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Photos_are_answered_over_TLS_with_an_authority_of_their_own()
    {
        using NatsServer server = await authority.StartServerAsync();
        FleetOptions options = server.Options() with { Url = At(server, "tls"), Authority = authority.Path };
        Assert.Equal("judged", await JudgeAsync(options, options));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_whose_certificate_another_authority_signed_is_refused_by_workers_and_callers(bool wait)
    {
        using var other = new TestAuthority();
        using NatsServer server = await authority.StartServerAsync();
        string message = await RefusedAsync(server.Options() with { Url = At(server, "tls"), Authority = other.Path }, wait);
        Assert.StartsWith($"fleet.url {At(server, "tls")}: The remote certificate ", message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"Expected a certificate for the host of the address that the authority in {other.Path} (fleet.authority) has signed.",
            message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls")]
    [InlineData("nats")]
    public async Task Server_whose_authority_the_system_does_not_know_is_refused(string scheme)
    {
        using NatsServer server = await authority.StartServerAsync();
        string message = await RefusedAsync(server.Options() with { Url = At(server, scheme) }, wait: true);
        Assert.Contains("Expected a certificate ", message, StringComparison.Ordinal);
        Assert.EndsWith("fleet.authority names another one.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_for_another_host_is_refused()
    {
        using NatsServer server = await authority.StartServerAsync("10.0.0.5");
        string message = await RefusedAsync(server.Options() with { Url = At(server, "tls"), Authority = authority.Path }, wait: true);
        Assert.Contains("Expected a certificate for the host of the address", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_without_TLS_is_refused_where_the_address_or_an_authority_asks_for_it()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions own = server.Options() with { Authority = authority.Path };
        foreach (FleetOptions options in (FleetOptions[])[own, own with { Url = At(server, "tls"), Authority = null }])
        {
            Assert.Contains("does not support TLS", await RefusedAsync(options, wait: true), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, "found no such file")]
    [InlineData("no certificate", "found no CERTIFICATE in it")]
    public async Task Authority_that_cannot_be_read_is_named(string? content, string found)
    {
        string path = folder.File("authority.pem");
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        string message = await RefusedAsync(new FleetOptions { Url = "tls://127.0.0.1:1", Authority = path }, wait: true);
        Assert.StartsWith($"fleet.authority {path}: {found}, expected ", message, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Credentials_files_say_who_calls_and_what_they_may()
    {
        using var self = new TestOperator();
        using NatsServer server = await self.StartServerAsync();
        FleetOptions As(string name, params string[] publish) => server.Options() with { Credentials = self.Credentials(name, publish) };
        FleetOptions worker = As("worker", "maskml.answers.*", "$JS.>");
        Assert.Equal("judged", await JudgeAsync(As("caller", ">"), worker));
        await using FleetConnection fleet = await FleetConnection.OpenAsync(worker, "test", true, Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => fleet.PublishAsync(FleetStreams.Subject(again: false, "run"), [], Cancel));

        using var stranger = new TestOperator();
        FleetOptions unknown = server.Options() with { Credentials = stranger.Credentials("unknown", ">") };
        Assert.Contains("uthorization", await RefusedAsync(unknown, wait: true), StringComparison.Ordinal);
        string path = folder.File("broken.creds");
        File.WriteAllText(path, "no credentials");
        string message = await RefusedAsync(server.Options() with { Credentials = path }, wait: true);
        Assert.StartsWith($"fleet.credentials {path}: found no USER NKEY SEED in it, expected ", message, StringComparison.Ordinal);
    }

    private static string At(NatsServer server, string scheme) => server.Url.Replace("nats:", scheme + ":", StringComparison.Ordinal);

    private static async Task<string> RefusedAsync(FleetOptions options, bool wait) =>
        (await Assert.ThrowsAsync<UsageException>(() => FleetConnection.OpenAsync(options, "test", wait, Cancel))).Message;

    private async Task<string> JudgeAsync(FleetOptions caller, FleetOptions worker)
    {
        string photo = folder.File("a.jpg");
        File.WriteAllText(photo, "a");
        await using FleetTeam workers = await FleetTeam.StartAsync(worker, 1, _ => new PhotoAnswer("{}", "judged", false, 0));
        await using FleetConnection fleet = await FleetConnection.OpenAsync(caller, "test", false, Cancel);
        var batch = new PhotoBatch(
            fleet, "one", [new FleetPhoto("a", photo)], (_, fault) => new PhotoAnswer("{}", fault, true, 0), _ => { });
        await foreach (PhotoAnswer answer in batch.RunAsync(Cancel))
        {
            return answer.Text;
        }

        return "no answer";
    }
}
