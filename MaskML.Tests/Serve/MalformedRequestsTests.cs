using System.Collections.Concurrent;
using System.Diagnostics;
using MaskML.Bench.Http;
using MaskML.Tests.Serve.Fuzz;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Sends malformed requests to a service in a process of its own, from several callers at once.</summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class MalformedRequestsTests
{
    private const int Requests = 200_000;
    private const int Callers = 4;

    [Fact]
    public void Malformed_pictures_are_decoded_or_refused_and_take_little_time_and_memory()
    {
        FuzzTests.Decode(Requests);
        using var process = Process.GetCurrentProcess();
        Assert.True(!OperatingSystem.IsLinux() || process.PeakWorkingSet64 < 1L << 30, $"{process.PeakWorkingSet64 >> 20} MB");
    }

    [Fact]
    public async Task Malformed_requests_are_answered_without_a_server_error_and_do_not_stop_the_service()
    {
        using var model = new TinyModel();
        using ServeProcess server = await ServeProcess.StartAsync(["--model", model.Path]);
        var statuses = new ConcurrentDictionary<int, int>();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var fuzz = new FuzzRequests(caller);
            for (int i = caller; i < Requests && server.IsAlive && !statuses.ContainsKey(500); i += Callers)
            {
                int status = await RawExchange.SendAsync(server.Address, fuzz.Next(), CancellationToken.None);
                statuses.AddOrUpdate(status, 1, (_, seen) => seen + 1);
            }
        })));

        long peak = server.IsAlive ? server.PeakBytes : 0;
        string log = server.End();
        Assert.True(statuses.Keys.Max() < 500, log);
        Assert.True(peak is > 0 and < 1L << 30, $"{peak >> 20} MB {log}");
        Assert.Superset(new HashSet<int> { 200, 400, 413 }, statuses.Keys.ToHashSet());
    }
}
