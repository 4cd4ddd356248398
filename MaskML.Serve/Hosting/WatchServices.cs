using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Review;
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
        services.AddSingleton(watch.Review);
        services.AddSingleton(new ReviewFolder(watch.ReviewFiles));
        services.AddSingleton<ReviewStore>();
        services.AddSingleton<ReviewCollector>();
        services.AddSingleton<ReviewApi>();
        services.AddHostedService(provider => provider.GetRequiredService<ReviewStore>());
        services.AddHostedService(provider => provider.GetRequiredService<ReviewCollector>());
        services.AddHostedService<FolderImport>();
    }

    /// <summary>Adds the store, the cameras and their endpoints.</summary>
    public static void AddCameras(this IServiceCollection services, WatchSettings watch)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(watch.Video);
        services.AddSingleton(watch.Events);
        services.AddSingleton(watch.Privacy);
        services.AddSingleton(new CameraList(watch.File, watch.Cameras));
        services.AddSingleton<EventDatabase>();
        services.AddSingleton<EventStore>();
        services.AddSingleton<CountStore>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<CameraStore>();
        services.AddSingleton<CameraServices>();
        services.AddSingleton<CameraSet>();
        services.AddSingleton<CameraEndpoints>();
        services.AddSingleton<CameraHealth>();
        services.AddHealthChecks().AddCheck<CameraHealth>("cameras");
        services.AddTelling(watch.Webhooks, watch.Mqtt);
        services.AddHostedService(provider => provider.GetRequiredService<CameraSet>());
        services.AddSingleton<Retention>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention>());
    }
}
