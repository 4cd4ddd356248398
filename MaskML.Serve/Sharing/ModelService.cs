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
    private string? given;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken cancellationToken) => FleetLoop.RepeatAsync(
        async succeeded =>
        {
            await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "maskml serve", wait: true, cancellationToken);
            var models = new FleetModels(fleet);
            while (!cancellationToken.IsCancellationRequested)
            {
                await GiveAsync(models, cancellationToken);
                succeeded();
                await models.WaitAsync(cancellationToken);
            }
        },
        reason => Failed(log, options.Name, reason),
        time,
        cancellationToken);

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
