using System.Runtime.InteropServices;
using MaskML.Cli.Photos;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Models;
using MaskML.Fleet.Photos;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Models;
using MaskML.Predict.Reloading;
using MaskML.Serve.Hosting;
using MaskML.Train.Runs;
using MaskML.Video.Distance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MaskML.Cli.Working;

/// <summary>A worker of a fleet, until it is stopped.</summary>
/// <param name="config">The model, the face detector and what they need.</param>
/// <param name="console">Receives messages.</param>
internal sealed class WorkRun(MaskMLConfig config, CommandConsole console)
{
    private readonly DistanceEstimator? distances = config.Distance.Enabled ? new DistanceEstimator(config.Distance) : null;

    /// <summary>Works. SIGTERM lets it finish what it has begun.</summary>
    /// <param name="cancellationToken">Stops it at once; other workers finish what it has begun.</param>
    /// <exception cref="MaskMLException">It cannot begin.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int parallel = Environment.ProcessorCount;
        OpenCvSetup.UseSingleThread();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        await using ServiceProvider services = new ServiceCollection()
            .AddMaskML(options =>
            {
                config.Apply(options);
                options.Concurrency = parallel;
                options.MaxWait = TimeSpan.FromDays(1);
            })
            .BuildServiceProvider();
        MaskModelPool pool = services.GetRequiredService<MaskModelPool>();
        if (!config.Fleet.Models)
        {
            await pool.StartAsync(stop.Token).ConfigureAwait(false);
        }

        await using FleetConnection fleet = await FleetConnection.OpenAsync(config.Fleet, "maskml work", wait: true, stop.Token)
            .ConfigureAwait(false);
        ModelTaker? models = null;
        if (config.Fleet.Models)
        {
            models = new ModelTaker(fleet, new LiveModelFile(config.Model).Sha256, Use, console.Warn);
            await models.TakeAsync(stop.Token).ConfigureAwait(false);
            await pool.StartAsync(stop.Token).ConfigureAwait(false);
        }

        string detector = config.Predict.Detector == FaceDetectors.Auto ? pool.BestDetector : config.Predict.Detector;
        console.Output.WriteLine(FormattableString.Invariant(
            $"works for {config.Fleet.Name} with {parallel} photos at a time, model {pool.Current!.Sha256[..12]}, detector {detector}"));
        var photos = new PhotoWorker(fleet, photo => Judge(photo, pool), parallel, console.Warn);
        var cameras = new CameraWorkRun(
            pool, services.GetRequiredService<IOptions<MaskMLOptions>>(), config.Watch(null, () => config), config.Serve);
        await Task.WhenAll(
            photos.RunAsync(stop.Token),
            WatchAsync(cameras, fleet, stop),
            models?.RunAsync(stop.Token) ?? Task.CompletedTask,
            WorkerState.AnswerAsync(
                fleet, () => new WorkerState(config.Fleet.WorkerName, pool.Current?.Sha256, models?.Refused), stop.Token))
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task WatchAsync(CameraWorkRun cameras, FleetConnection fleet, CancellationTokenSource stop)
    {
        try
        {
            await cameras.RunAsync(fleet, stop.Token).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The pool takes the file as it takes any that has changed. A zip that it would refuse never becomes the file, so that the worker can
    // be started again.
    private void Use(byte[] zip)
    {
        MaskModelPool.Load(new ModelSnapshot(zip, "the zip"), 1).Value.Dispose();
        var file = new LiveModelFile(config.Model);
        using IDisposable held = file.Hold();
        file.Replace(zip);
        console.Output.WriteLine($"takes the fleet's model {ModelArchive.Hash(zip)[..12]}");
    }

    private PhotoAnswer Judge(WorkPhoto work, MaskModelPool pool)
    {
        using MaskModelLease lease = pool.RentAsync().GetAwaiter().GetResult();
        var photo = new PhotoFile(work.Source, "") { Content = work.Content, Fault = work.Fault, FullPath = work.Path ?? "" };
        return new PhotoPredictor(lease.Pipeline, config.Data.MaxMegapixels, distances).Predict(photo, null).ToAnswer(config.Gate.Labels);
    }
}
