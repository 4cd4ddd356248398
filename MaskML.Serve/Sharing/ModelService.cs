using System.Security.Cryptography;
using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Models;
using MaskML.Predict.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MaskML.Serve.Sharing;

/// <summary>Gives the live model of this service to the workers of the fleet, at the start and whenever it changes.</summary>
internal sealed partial class ModelService(
    FleetOptions options, MaskModelPool pool, IOptions<MaskMLOptions> prediction, TimeProvider time, ILogger<ModelService> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private string? given;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        string? problem = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "maskml serve", wait: true, cancellationToken);
                var models = new FleetModels(fleet);
                while (!cancellationToken.IsCancellationRequested)
                {
                    await GiveAsync(models, cancellationToken);
                    problem = null;
                    await models.WaitAsync(cancellationToken);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (problem != e.Message)
                {
                    Failed(log, options.Name, e.Message);
                }

                problem = e.Message;
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // The service stops.
            }
        }
    }

    private async Task GiveAsync(FleetModels models, CancellationToken cancellationToken)
    {
        string? live = pool.Current?.Sha256;
        FleetModel? there = await models.FindAsync(null, cancellationToken);
        if (live is null || there?.Sha256 == live || (there is not null && live == given) || !File.Exists(prediction.Value.Model))
        {
            // One that somebody put there by hand stays until the live model changes.
            given = live;
            return;
        }

        byte[] zip = await File.ReadAllBytesAsync(prediction.Value.Model, cancellationToken);
        if (Convert.ToHexStringLower(SHA256.HashData(zip)) == live)
        {
            await models.PutAsync(null, zip, cancellationToken);
            given = live;
            Given(log, live, options.Name);
        }
    }

    [LoggerMessage(78, LogLevel.Warning, "{Fleet} does not take the live model and is asked again: {Reason}")]
    private static partial void Failed(ILogger logger, string fleet, string reason);

    [LoggerMessage(79, LogLevel.Information, "The live model {Sha256} is that of the workers of {Fleet}")]
    private static partial void Given(ILogger logger, string sha256, string fleet);
}
