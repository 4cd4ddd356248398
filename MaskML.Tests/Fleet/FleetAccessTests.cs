using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using MaskML.Predict.Errors;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Who may connect, and what the users of the deployed configuration may do.</summary>
public sealed class FleetAccessTests : IDisposable
{
    private readonly PhotoJobs jobs = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Address_without_a_server_is_named()
    {
        var options = new FleetOptions { Url = "nats://user:secret@127.0.0.1:1" };
        UsageException e = await Assert.ThrowsAsync<UsageException>(() => FleetConnection.OpenAsync(options, "test", false, Cancel));
        Assert.Contains("nats://127.0.0.1:1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_of_the_deployed_configuration_may_do_their_work_and_nothing_else()
    {
        using NatsServer server = await NatsServer.StartDeployedAsync();
        FleetOptions As(string user) => server.Options(jobs.Folder.File("shared/x")[..^2]) with { Url = server.As(user) };
        string inside = jobs.Folder.File("shared/in.jpg");
        File.WriteAllText(inside, "0");
        FleetPhoto[] photos = [new FleetPhoto("in", inside), .. jobs.Photos(3)];
        await using FleetTeam workers = await FleetTeam.StartAsync(As("worker"), 1, photo => photo.Source == "2" && photo.Fault is null
            ? throw new InvalidOperationException("it fails") : jobs.Judge(photo));
        string[] answers = await jobs.JudgeAsync(As("caller"), "one", photos);

        Assert.Equal(
            [
                "judged " + inside, "judged the bytes 0", "judged the bytes 1",
                "2: given up: three workers ended or failed while they judged it",
            ],
            answers);
        Assert.Equal(0, await PhotoJobs.LeftAsync(As("caller")));
        await using FleetConnection worker = await FleetConnection.OpenAsync(As("worker"), "test", false, Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => worker.PublishAsync(FleetStreams.Subject(again: false, "run"), [], Cancel));
        UsageException e = await Assert.ThrowsAsync<UsageException>(
            () => FleetConnection.OpenAsync(As("caller") with { Url = server.As("caller", "wrong") }, "test", false, Cancel));
        Assert.Contains("uthorization", e.Message, StringComparison.Ordinal);
    }
}
