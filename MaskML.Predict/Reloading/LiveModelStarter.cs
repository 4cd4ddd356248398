using Microsoft.Extensions.Hosting;

namespace MaskML.Predict.Reloading;

/// <summary>Loads all live models when the host starts, so that the first request finds them warm and a program without a model ends.</summary>
internal sealed class LiveModelStarter(IEnumerable<ILiveModels> holders) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (ILiveModels holder in holders)
        {
            await holder.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask; // The container disposes them.
}
