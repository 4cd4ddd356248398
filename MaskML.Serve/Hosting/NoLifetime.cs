using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Hosting;

/// <summary>A host lifetime that handles no signals; <see cref="ServeRun"/> does.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
