using Microsoft.Extensions.Hosting;

namespace MaskML.Predict.Reloading;

/// <summary>Loads all live models when the host starts: the first request needs no loading, and the start fails without a model.</summary>
internal sealed class LiveModelStarter(IEnumerable<ILiveModels> owners) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (ILiveModels owner in owners)
        {
            await owner.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask; // The service provider disposes the models.
}
