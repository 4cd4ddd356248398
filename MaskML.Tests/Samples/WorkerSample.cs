// <sample>
using MaskML.Predict.Pooling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
// </sample>

namespace MaskML.Tests.Samples;

/// <summary>The worker of docs/embed.md.</summary>
internal static class WorkerSample
{
    public static void Run(string[] args)
    {
        // <sample>
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddPredictionEnginePool<Crop, Answer>()
            .FromFile(modelName: "mask", filePath: builder.Configuration["Model"]!, watchForChanges: true)
            .Configure("mask", options => options.MaxWait = TimeSpan.FromSeconds(5));
        builder.Services.AddHostedService<Worker>();
        builder.Build().Run();
        // </sample>
    }

    // <sample>
    sealed class Worker(PredictionEnginePool<Crop, Answer> pool, ILogger<Worker> log, IHostEnvironment environment) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken cancellationToken)
        {
            foreach (string file in Directory.EnumerateFiles(environment.ContentRootPath, "*.png"))
            {
                using var lease = await pool.RentAsync("mask", cancellationToken); // or Predict, or GetPredictionEngine
                using var image = MLImage.CreateFromFile(file);
                Answer answer = lease.Engine.Predict(new Crop { Image = image });
                log.LogInformation("{File}: {Label} by model {Model}", file, answer.PredictedLabel, lease.Model.Sha256);
            }
        }
    }

    sealed class Crop { [ImageType(96, 96)] public MLImage? Image { get; set; } }
    sealed class Answer { public string? PredictedLabel { get; set; } }
    // </sample>
}
