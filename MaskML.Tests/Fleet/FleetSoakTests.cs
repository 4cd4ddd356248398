using System.Diagnostics;
using System.Globalization;
using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using NATS.Client.JetStream;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>
/// Three workers and three servers, of which each is killed now and then: a worker every few seconds, the server that leads the stream
/// twice. MASKML_SOAK_PHOTOS says how many photos (4000), MASKML_SOAK_ROUNDS how often (1).
/// </summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class FleetSoakTests : IDisposable
{
    private static readonly TimeSpan WorkerLife = TimeSpan.FromSeconds(10);

    private readonly FleetProcesses processes = new();

    public void Dispose() => processes.Dispose();

    [Fact]
    public async Task Every_photo_is_answered_once_and_in_order_while_workers_and_leaders_are_killed()
    {
        int photos = Setting("MASKML_SOAK_PHOTOS", 4000);
        processes.Draw(photos);
        CommandLine alone = await processes.PredictAloneAsync();
        for (int round = 1; round <= Setting("MASKML_SOAK_ROUNDS", 1); round++)
        {
            NatsServer[] servers = await NatsServer.StartClusterAsync();
            try
            {
                await RoundAsync(servers, alone);
            }
            finally
            {
                Array.ForEach(servers, server => server.Dispose());
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"round {round}: {photos} photos");
        }
    }

    private async Task RoundAsync(NatsServer[] servers, CommandLine alone)
    {
        string url = string.Join(',', servers.Select(server => server.Url));
        Process[] workers = [processes.Work(url), processes.Work(url), processes.Work(url)];
        Process caller = processes.Predict(url);
        Task<string> output = caller.StandardOutput.ReadToEndAsync();
        Task<string> error = caller.StandardError.ReadToEndAsync();
        for (int kill = 0; !caller.HasExited; kill++)
        {
            await Task.WhenAny(caller.WaitForExitAsync(), Task.Delay(WorkerLife));
            int victim = kill % workers.Length;
            workers[victim].Kill();
            workers[victim] = processes.Work(url);
            if (kill is 1 or 3 && !caller.HasExited)
            {
                NatsServer leader = await LeaderAsync(servers);
                leader.Kill();
                leader.Start();
            }
        }

        string[] lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(caller.ExitCode == ExitCodes.Done, await error);
        Assert.Equal(alone.Lines.Select(FleetProcesses.WithoutTimes), lines.Select(FleetProcesses.WithoutTimes));
        Array.ForEach(workers, worker => worker.Kill());
    }

    private static async Task<NatsServer> LeaderAsync(NatsServer[] servers)
    {
        var options = new FleetOptions { Url = string.Join(',', servers.Select(server => server.Url)) };
        await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", wait: true, CancellationToken.None);
        INatsJSStream stream = await fleet.Js.GetStreamAsync(FleetStreams.Photos);
        Assert.Equal(3, stream.Info.Config.NumReplicas);
        return servers[int.Parse(stream.Info.Cluster!.Leader![1..], CultureInfo.InvariantCulture)];
    }

    private static int Setting(string name, int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : byDefault;
}
