using Microsoft.Extensions.Hosting;

namespace MaskML.Predict.Reloading;

/// <summary>Loads all live models when the host starts: the first request needs no loading, and the start fails without a model.</summary>
internal sealed class LiveModelStarter(IEnumerable<ILiveModels> owners) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (ILiveModels owner in owners)
            {
                await owner.StartAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (MaskMLException e)
        {
            e.HasTrace = false; // The host logs it, and the runtime prints it when the program does not catch it.
            throw;
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask; // The service provider disposes the models.
}
