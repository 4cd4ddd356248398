using System.Collections.Concurrent;
using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Models;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Cameras;
using MaskML.Tests.Commands;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Models that workers take from a real server.</summary>
public sealed class FleetModelTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IReadOnlyList<byte[]> Zips => TinyModel.Variants;

    [Fact]
    public async Task Promoted_model_reaches_the_cameras_and_answers_of_all_workers()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new ModelTeam(server);
        using CameraServer camera = CameraServer.Always(20, 100_000);
        await using ServeFixture serve = await team.ServeAsync(CameraFixture.Camera("door", camera.Url));
        team.Work("one");
        team.Work("two");
        await team.HaveAsync(("one", Zips[0]), ("two", Zips[0]));
        await JudgedByAsync(serve, Zips[0]);
        TinyModel.Publish(Zips[1], serve.Config.Model);
        await team.HaveAsync(("one", Zips[1]), ("two", Zips[1]));
        await JudgedByAsync(serve, Zips[1]);
        Assert.Equal(1, camera.Calls);

        for (int i = 0; i < 8; i++)
        {
            File.WriteAllBytes(team.File($"photos/{i}.jpg"), ServeFixture.Bright);
        }

        CommandLine line = await CommandLine.RunAsync(team.File("photos"), "--fleet", server.Url, "--json", "-");
        Assert.Equal(8, line.Lines.Length);
        Assert.All(line.Lines, answer => Assert.Contains($"\"model\":\"{ModelArchive.Hash(Zips[1])}\"", answer, StringComparison.Ordinal));
    }

    // In some of these moments a subscription of NATS.Net is made and never ends.
    [Fact]
    public async Task Worker_that_is_stopped_in_the_moment_in_which_it_begins_ends()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new ModelTeam(server);
        await using FleetConnection fleet = await team.ConnectAsync();
        await Parallel.ForAsync(0, 2000, Cancel, async (i, _) =>
        {
            using var stop = new CancellationTokenSource();
            var stopper = Task.Run(
                () =>
                {
                    Thread.SpinWait(i);
                    stop.Cancel();
                },
                Cancel);
            await WorkerState.AnswerAsync(fleet, () => new WorkerState("one", null, null), stop.Token).WaitAsync(
                TimeSpan.FromSeconds(30), Cancel);
            await stopper;
        });
    }

    private static Task JudgedByAsync(ServeFixture serve, byte[] zip)
    {
        string Cameras() => serve.Client.GetStringAsync("/v1/cameras").Result;
        return Eventually.TrueAsync(() => Cameras().Contains($"\"model\":\"{ModelArchive.Hash(zip)}\"", StringComparison.Ordinal), Cameras);
    }

    [Fact(Explicit = true)]
    public async Task Model_that_the_checks_refuse_leaves_the_old_one_in_use_and_on_disk()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new ModelTeam(server);
        CommandLine worker = team.Work("one");
        await using FleetConnection fleet = await team.ConnectAsync();
        var models = new FleetModels(fleet);
        await models.PutAsync(null, [1, 2, 3], Cancel);
        await Eventually.TrueAsync(() => worker.Error.Contains("is refused", StringComparison.Ordinal), () => worker.Error);
        await team.HaveAsync(("one", Zips[0]));
        Assert.Contains("is refused, and the old one stays in use: ", team.Found[0].Refused, StringComparison.Ordinal);
        Assert.Equal(Zips[0], File.ReadAllBytes(team.File("one.zip")));
        Assert.Single(worker.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await models.PutAsync(null, Zips[1], Cancel);
        await team.HaveAsync(("one", Zips[1]));
        Assert.Null(team.Found[0].Refused);
    }

    [Fact(Explicit = true)]
    public async Task Worker_has_a_model_first_until_there_is_a_later_one_for_all()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using var team = new ModelTeam(server);
        Task<CommandLine> Run(params string[] args) => CommandLine.RunAnyAsync(["fleet", .. args, "--fleet", server.Url]);
        string[] files = [.. Zips.Select((zip, i) =>
        {
            File.WriteAllBytes(team.File($"{i}.zip"), zip);
            return team.File($"{i}.zip");
        })];
        team.Work("one");
        team.Work("two");
        await Run("model", files[1], "--worker", "one");
        await team.HaveAsync(("one", Zips[1]), ("two", Zips[0]));
        CommandLine status = await Run("status");
        Assert.Contains($"worker   one: model {ModelArchive.Hash(Zips[1])[..12]}\n", status.Output, StringComparison.Ordinal);

        await Run("model", files[2]);
        await team.HaveAsync(("one", Zips[2]), ("two", Zips[2]));
        await Run("model", files[0], "--worker", "one");
        await team.HaveAsync(("one", Zips[0]), ("two", Zips[2]));
        CommandLine removed = await Run("model", "--worker", "one", "--remove");
        Assert.Equal("the worker one takes the model of all workers again\n", removed.Output);
        await team.HaveAsync(("one", Zips[2]), ("two", Zips[2]));
    }

    [Fact(Explicit = true)]
    public async Task Servers_that_are_away_delay_a_model_and_lose_none()
    {
        using NatsServer server = await NatsServer.StartAsync();
        server.Kill();
        await using var team = new ModelTeam(server);
        await using ServeFixture serve = await team.ServeAsync();
        TinyModel.Publish(Zips[1], serve.Config.Model);
        team.Work("one");
        server.Start();
        await team.HaveAsync(("one", Zips[1]));

        server.Kill();
        TinyModel.Publish(Zips[0], serve.Config.Model);
        await Eventually.TrueAsync(() => serve.Pool.Current!.Version > 1, () => $"version {serve.Pool.Current!.Version}");
        server.Start();
        await team.HaveAsync(("one", Zips[0]));
    }

    [Fact(Explicit = true)]
    public async Task Models_are_on_three_servers_of_which_one_may_be_lost()
    {
        NatsServer[] servers = await NatsServer.StartClusterAsync();
        try
        {
            FleetOptions options = servers[0].Options() with { Url = string.Join(',', servers.Select(server => server.Url)) };
            await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", true, Cancel);
            var taken = new ConcurrentQueue<byte[]>();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var warnings = new ConcurrentQueue<string>();
            Task taking = new ModelTaker(fleet, null, taken.Enqueue, warnings.Enqueue).RunAsync(stop.Token);
            foreach (int i in (int[])[0, 1])
            {
                await FleetConnection.RetryAsync(() => new FleetModels(fleet).PutAsync(null, Zips[i], Cancel), 30, Cancel);
                await Eventually.TrueAsync(() => taken.Count == i + 1, () => string.Join('\n', warnings));
                servers[0].Kill();
            }

            Assert.Equal([Zips[0], Zips[1]], taken);
            await stop.CancelAsync();
            await taking;
        }
        finally
        {
            Array.ForEach(servers, server => server.Dispose());
        }
    }

    [Fact]
    public async Task Only_serve_may_change_models()
    {
        using NatsServer server = await NatsServer.StartDeployedAsync();
        Task<FleetConnection> As(string user) => FleetConnection.OpenAsync(
            server.Options() with { Url = server.As(user), Worker = "one" }, "test", false, Cancel);
        await using FleetConnection serve = await As("serve");
        await using FleetConnection worker = await As("worker");
        await using FleetConnection caller = await As("caller");
        var models = new FleetModels(serve);
        await models.PutAsync(null, Zips[0], Cancel);
        await models.PutAsync("one", Zips[1], Cancel);
        var taken = new List<byte[]>();
        await new ModelTaker(worker, null, taken.Add, _ => { }).TakeAsync(Cancel);
        Assert.Equal(Zips[1], Assert.Single(taken));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task answering = WorkerState.AnswerAsync(worker, () => new WorkerState("one", "abc", null), stop.Token);
        IReadOnlyList<WorkerState> asked = [];
        await Eventually.TrueAsync(
            () => (asked = WorkerState.AskAsync(caller, Cancel).GetAwaiter().GetResult()).Count == 1, () => $"{asked.Count} answers");
        Assert.Equal(new WorkerState("one", "abc", null), asked[0]);
        await stop.CancelAsync();
        await answering;

        foreach (FleetConnection other in (FleetConnection[])[worker, caller])
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
            await Assert.ThrowsAnyAsync<Exception>(() => new FleetModels(other).PutAsync(null, Zips[2], limit.Token));
        }

        Assert.Equal(ModelArchive.Hash(Zips[0]), (await models.FindAsync(null, Cancel))?.Sha256);
        Assert.True(await models.RemoveAsync("one", Cancel));
        Assert.False(await models.RemoveAsync("one", Cancel));
    }

    [Theory]
    [InlineData]
    [InlineData("m.zip", "--remove", "--worker", "one")]
    [InlineData("--remove")]
    public async Task Command_says_what_it_expects(params string[] args)
    {
        CommandLine line = await CommandLine.RunAnyAsync(["fleet", "model", .. args]);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("expected MODEL.zip, or --worker NAME --remove", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_model_is_not_given_to_workers()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("m.zip"), "no model");
        CommandLine line = await CommandLine.RunAnyAsync("fleet", "model", folder.File("m.zip"), "--fleet", "nats://127.0.0.1:1");
        Assert.Equal(ExitCodes.Input, line.ExitCode);
    }
}
