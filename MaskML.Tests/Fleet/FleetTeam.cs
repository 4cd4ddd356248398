using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Workers, each with a connection of its own.</summary>
internal sealed class FleetTeam : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<FleetConnection> connections = [];
    private readonly List<Task> running = [];

    public static async Task<FleetTeam> StartAsync(FleetOptions options, int count, Func<WorkPhoto, PhotoAnswer> judge)
    {
        var team = new FleetTeam();
        for (int i = 0; i < count; i++)
        {
            FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", true, TestContext.Current.CancellationToken);
            team.connections.Add(fleet);
            team.running.Add(new PhotoWorker(fleet, judge, 2, _ => { }).RunAsync(team.stop.Token));
        }

        return team;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
        foreach (FleetConnection connection in connections)
        {
            await connection.DisposeAsync();
        }

        stop.Dispose();
    }
}
