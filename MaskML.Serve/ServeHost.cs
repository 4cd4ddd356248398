using System.Text.Json.Serialization;
using MaskML.Predict.Hosting;
using MaskML.Predict.Reloading;
using MaskML.Serve.Health;
using MaskML.Serve.Models;
using MaskML.Serve.Observing;
using MaskML.Serve.OpenApi;
using MaskML.Serve.Page;
using MaskML.Serve.Prediction;
using MaskML.Serve.Problems;
using MaskML.Serve.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MaskML.Serve;

/// <summary>The service: what it is made of, and the way of a request through it.</summary>
internal static class ServeHost
{
    private const string Turns = "turns";

    /// <summary>Builds the service; it does not listen yet.</summary>
    /// <param name="serve">Options of the service.</param>
    /// <param name="configure">Sets the options of prediction; null keeps the defaults.</param>
    /// <param name="more">Changes the builder before the service is built; null for nothing.</param>
    /// <exception cref="Predict.Errors.UsageException">The API key cannot be used as one.</exception>
    public static WebApplication Build(ServeOptions serve, Action<MaskMLOptions>? configure = null, Action<WebApplicationBuilder>? more = null)
    {
        ArgumentNullException.ThrowIfNull(serve);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ServeLogging.Add(builder);
        builder.WebHost.UseUrls(serve.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // PhotoBody has limits of its own. Over Kestrel's, the connection is reset, and the caller never reads the answer that tells why.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        IServiceCollection services = builder.Services;
        services.AddSingleton(serve);
        services.AddSingleton(ApiKey.From(serve));
        services.AddSingleton<PhotoJudge>();
        services.AddSingleton<PredictEndpoint>();
        services.AddSingleton<ModelEndpoint>();
        services.AddMaskML(options =>
        {
            configure?.Invoke(options);
            options.MaxMegapixels = serve.MaxMegapixels;
            options.Concurrency = serve.Workers;

            // The request's own time ends the wait.
            options.MaxWait = TimeSpan.FromSeconds(serve.TimeoutSeconds + 1);
        });
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddHealthChecks().AddModels().AddCheck<Draining>("draining");
        services.AddServeMetrics();
        services.AddProblemDetails();
        services.AddExceptionHandler<FaultHandler>();
        services.AddRateLimiter(limiter => Limit(limiter, serve));
        services.AddRequestTimeouts(timeouts => timeouts.AddPolicy(Turns, new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(serve.TimeoutSeconds),
            WriteTimeoutResponse = context => RequestProgress.WriteTimeoutAsync(context, serve.TimeoutSeconds),
        }));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => Share(policy, serve)));
        services.AddOpenApi("v1", options => options.AddDocumentTransformer<ApiDocument>());
        services.AddOutputCache();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServeJson.Default);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(serve.DrainSeconds + serve.ShutdownSeconds));
        services.AddSingleton<IHostLifetime, NoLifetime>();
        more?.Invoke(builder);
        WebApplication app = builder.Build();
        Route(app, serve);
        return app;
    }

    private static void Route(WebApplication app, ServeOptions serve)
    {
        app.UseMiddleware<RequestLog>();
        app.Use(SecurityHeaders.AddAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusProblems.WriteAsync);
        app.UsePage();
        app.UseRouting();
        if (serve.Cors.Count > 0)
        {
            app.UseCors();
        }

        app.UseMiddleware<ApiKeyGate>();
        app.UseOutputCache();
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        app.MapPost(PredictEndpoint.Path, (HttpContext context) => context.RequestServices.GetRequiredService<PredictEndpoint>().AnswerAsync(context))
            .RequireRateLimiting(Turns).WithRequestTimeout(Turns);
        app.MapGet(ModelEndpoint.Path, (HttpContext context) => context.RequestServices.GetRequiredService<ModelEndpoint>().Answer(context));
        app.MapHealth();
        app.MapMetrics();

        // It never changes, is open to all, and takes as long to make as a photo to judge.
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous()
            .CacheOutput(cache => cache.Expire(TimeSpan.FromDays(1)).SetVaryByHost(false).SetVaryByQuery([]));
    }

    // Those at work and those who wait are counted together: an upload takes a place in the queue, and an engine only when it is complete.
    private static void Limit(RateLimiterOptions limiter, ServeOptions serve)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddConcurrencyLimiter(Turns, options => (options.PermitLimit, options.QueueLimit) = (serve.Workers + serve.Queue, 0));
        limiter.OnRejected = (rejected, _) => new ValueTask(ProblemAnswer.WriteAsync(
            rejected.HttpContext,
            "busy",
            FormattableString.Invariant($"{serve.Workers} photos are being judged and {serve.Queue} requests wait, which is the most (serve.concurrency, serve.queue). Try again after the time in Retry-After.")));
    }

    private static void Share(CorsPolicyBuilder policy, ServeOptions serve) => policy
        .WithOrigins([.. serve.Cors])
        .WithMethods(HttpMethods.Get, HttpMethods.Post)
        .WithHeaders("Content-Type", "Authorization", ApiKeyGate.Header, "If-None-Match")
        .WithExposedHeaders("ETag", "Retry-After", "WWW-Authenticate", PredictEndpoint.ModelHeader, PredictEndpoint.FacesHeader);
}
