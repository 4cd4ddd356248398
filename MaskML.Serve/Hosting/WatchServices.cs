using MaskML.Fleet;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Review;
using MaskML.Serve.Sharing;
using MaskML.Serve.Telling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MaskML.Serve.Hosting;

/// <summary>Registers what watches cameras, and what collects crops for review.</summary>
internal static class WatchServices
{
    /// <summary>Adds what collects crops and lets people label them.</summary>
    public static void AddReview(this IServiceCollection services, WatchSettings watch)
    {
        services.AddSingleton(new ReviewFolder(watch.ReviewFiles));
        services.AddSingleton<ReviewApi>();
        services.AddHostedService(provider => provider.GetRequiredService<ReviewStore>());
        services.AddHostedService(provider => provider.GetRequiredService<ReviewCollector>());
        services.AddHostedService<FolderImport>();
    }

    /// <summary>Adds what a camera needs that this process watches.</summary>
    public static void AddWatching(this IServiceCollection services, WatchSettings watch)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(watch.Video);
        services.AddSingleton(watch.Events);
        services.AddSingleton(watch.Privacy);
        services.AddSingleton(watch.Review);
        services.AddSingleton<ReviewStore>();
        services.AddSingleton<ReviewCollector>();
        services.AddSingleton<EventDatabase>();
        services.AddSingleton<EventStore>();
        services.AddSingleton<CameraServices>();
        services.AddHostedService<Retention>();
    }

    /// <summary>Adds the store, the cameras and their endpoints.</summary>
    /// <exception cref="Predict.Errors.UsageException">The address of the fleet or of a receiver cannot be used.</exception>
    public static void AddCameras(this IServiceCollection services, WatchSettings watch)
    {
        services.AddWatching(watch);
        services.AddSingleton(new CameraList(watch.File, watch.Cameras));
        services.AddSingleton<CountStore>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<CameraStore>();
        services.AddSingleton<CameraSet>();
        services.AddSingleton<CameraEndpoints>();
        services.AddSingleton<CameraHealth>();
        services.AddHealthChecks().AddCheck<CameraHealth>("cameras");
        services.AddTelling(watch.Webhooks, watch.Mqtt);
        services.AddHostedService(provider => provider.GetRequiredService<CameraSet>());
        if (watch.Fleet.Models)
        {
            watch.Fleet.Check();
            services.TryAddSingleton(watch.Fleet);
            services.AddHostedService<ModelService>();
        }

        if (watch.Fleet.Cameras)
        {
            services.AddFleet(watch.Fleet);
        }
        else
        {
            services.AddSingleton<ICameraFactory, LocalCameras>();
        }
    }

    // After the cameras, so that it is stopped first: cameras that end with the service stay in the fleet.
    private static void AddFleet(this IServiceCollection services, FleetOptions fleet)
    {
        fleet.Check();
        services.TryAddSingleton(fleet);
        services.AddSingleton<FleetCameras>();
        services.AddSingleton<ICameraFactory>(provider => provider.GetRequiredService<FleetCameras>());
        services.AddSingleton<FleetRecords>();
        services.AddHostedService<FleetService>();
    }
}
