using System.Text.Json.Serialization;
using MaskML.Predict.Hosting;
using MaskML.Predict.Reloading;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Health;
using MaskML.Serve.Models;
using MaskML.Serve.Observing;
using MaskML.Serve.OpenApi;
using MaskML.Serve.Page;
using MaskML.Serve.Prediction;
using MaskML.Serve.Review;
using MaskML.Serve.Runs;
using MaskML.Serve.Security;
using MaskML.Serve.Telling;
using MaskML.Serve.Trainings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Hosting;

/// <summary>Builds the service: its parts and the pipeline of a request.</summary>
internal static class ServeHost
{
    private const string PredictPolicy = "predict";

    // Connections that the system holds until they are accepted, at most net.core.somaxconn. Those beyond wait for seconds, or are reset,
    // instead of getting 429.
    private const int WaitingConnections = 4096;

    private static readonly TimeSpan UploadGrace = TimeSpan.FromSeconds(5);

    /// <summary>Builds the service. It listens when it is started.</summary>
    /// <param name="serve">Options of the service.</param>
    /// <param name="configure">Sets the options of prediction; null for the defaults.</param>
    /// <param name="more">Further changes to the builder; null for none.</param>
    /// <param name="watch">The cameras; null for none.</param>
    /// <param name="runs">Runs, trainings and the live model; null for the defaults.</param>
    /// <exception cref="Predict.Errors.UsageException">The API key is invalid.</exception>
    public static WebApplication Build(
        ServeOptions serve,
        Action<MaskMLOptions>? configure = null,
        Action<WebApplicationBuilder>? more = null,
        WatchSettings? watch = null,
        RunSettings? runs = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ServeLogging.Add(builder);
        builder.WebHost.UseUrls(serve.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // PhotoBody limits the size. Kestrel would reset the connection, and the client would not see why.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(serve.MinUploadRate, UploadGrace);
        });
        builder.WebHost.UseSockets(sockets => sockets.Backlog = WaitingConnections);
        IServiceCollection services = builder.Services;
        services.AddSingleton(serve);
        services.AddSingleton(AccessKeys.From(serve));
        services.AddSingleton<PhotoJudge>();
        services.AddSingleton(new Uploads(serve.UploadBytes));
        services.AddSingleton<PredictEndpoint>();
        services.AddSingleton<ModelEndpoint>();
        services.AddMaskML(options =>
        {
            configure?.Invoke(options);
            options.MaxMegapixels = serve.MaxMegapixels;
            options.Concurrency = serve.Workers;
            options.MemoryBudget = serve.DecodedBytes;

            // The time-out of the request ends the wait before this does.
            options.MaxWait = TimeSpan.FromSeconds(serve.TimeoutSeconds + 1);
        });
        watch ??= new WatchSettings();
        services.AddReview(watch);
        services.AddCameras(watch);
        services.AddSingleton(runs ?? new RunSettings());
        services.AddSingleton<RunLibrary>();
        services.AddSingleton<TrainingJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<TrainingJobs>());
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddHealthChecks().AddModels().AddCheck<Draining>("draining");
        services.AddServeMetrics();
        services.AddEventTraces();
        services.AddProblemDetails();
        services.AddExceptionHandler<FaultHandler>();
        services.AddRequestTimeouts(timeouts => timeouts.AddPolicy(PredictPolicy, new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(serve.TimeoutSeconds),
            WriteTimeoutResponse = context => RequestProgress.WriteTimeoutAsync(context, serve.TimeoutSeconds),
        }));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => Share(policy, serve)));
        services.AddSingleton<ApiDocument>();
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
        app.UseMiddleware<CallerGate>();
        app.UsePage();
        app.UseRouting();
        if (serve.Cors.Count > 0)
        {
            app.UseCors();
        }

        app.UseMiddleware<ApiKeyGate>();
        app.UseRequestTimeouts();
        app.MapPost(Routes.Predict, (PredictEndpoint endpoint, HttpContext context) => endpoint.AnswerAsync(context))
            .WithRequestTimeout(PredictPolicy);
        CameraEndpoints.Map(app);
        EventEndpoints.Map(app);
        ReviewApi.Map(app);
        RunEndpoints.Map(app);
        TrainingEndpoints.Map(app);
        app.MapGet(Routes.Receivers, (Teller teller) =>
            TypedResults.Json(teller.Answer(), ServeJson.Default.IReadOnlyListReceiverAnswer));
        app.MapGet(Routes.Model, (ModelEndpoint endpoint, HttpContext context) => endpoint.Answer(context));
        app.MapHealth();
        app.MapMetrics();
        app.MapGet(Routes.OpenApi, (ApiDocument document) => Results.Text(document.Json, "application/json")).AllowAnonymous();
    }

    private static void Share(CorsPolicyBuilder policy, ServeOptions serve) => policy
        .WithOrigins([.. serve.Cors])
        .WithMethods(HttpMethods.Get, HttpMethods.Post)
        .WithHeaders("Content-Type", "Authorization", Routes.KeyHeader, "If-None-Match", "Last-Event-ID")
        .WithExposedHeaders("ETag", "Retry-After", "WWW-Authenticate", Routes.ModelHeader, Routes.FacesHeader);
}
