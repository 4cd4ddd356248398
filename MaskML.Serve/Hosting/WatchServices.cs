using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Telling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MaskML.Serve.Hosting;

/// <summary>Registers what watches cameras.</summary>
internal static class WatchServices
{
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
