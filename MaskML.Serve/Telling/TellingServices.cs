using MaskML.Serve.Cameras;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;

namespace MaskML.Serve.Telling;

/// <summary>Registers who is told of events.</summary>
internal static class TellingServices
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Adds a receiver for each webhook and for the broker.</summary>
    /// <exception cref="Predict.Errors.UsageException">One of them cannot be used.</exception>
    public static void AddTelling(this IServiceCollection services, IReadOnlyList<WebhookOptions> webhooks, MqttOptions mqtt)
    {
        WebhookOptions.Check(webhooks);
        services.AddSingleton<Outbox>();
        services.AddSingleton<Teller>();
        services.AddHostedService(provider => provider.GetRequiredService<Teller>());
        foreach (WebhookOptions webhook in webhooks)
        {
            string name = "webhook " + webhook.Name;
            services.AddKeyedSingleton(name, (provider, _) => new AttemptLog(
                webhook.Name, provider.GetRequiredService<ILogger<AttemptLog>>()));
            services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
                .RemoveAllLoggers()
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
                .AddResilienceHandler("webhook", (pipeline, context) => pipeline
                    .AddRetry(new HttpRetryStrategyOptions
                    {
                        MaxRetryAttempts = int.MaxValue,
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                        Delay = FirstDelay,
                        MaxDelay = LongestDelay,
                        OnRetry = attempt =>
                        {
                            context.ServiceProvider.GetRequiredKeyedService<AttemptLog>(name).Failed(
                                attempt.Outcome.Exception?.Message
                                    ?? FormattableString.Invariant($"it answers {(int)attempt.Outcome.Result!.StatusCode}"));
                            return default;
                        },
                    })
                    .AddTimeout(TimeSpan.FromSeconds(webhook.TimeoutSeconds)));
            services.AddSingleton<IReceiver>(provider => new Webhook(
                webhook,
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(name),
                provider.GetRequiredKeyedService<AttemptLog>(name),
                provider.GetRequiredService<TimeProvider>()));
        }

        if (mqtt.Address is { } broker)
        {
            services.AddSingleton(provider => new MqttReceiver(
                mqtt, broker, provider.GetRequiredService<CameraSet>(), provider.GetRequiredService<ILogger<MqttReceiver>>()));
            services.AddSingleton<IReceiver>(provider => provider.GetRequiredService<MqttReceiver>());
            services.AddHostedService<MqttState>();
        }
    }
}
