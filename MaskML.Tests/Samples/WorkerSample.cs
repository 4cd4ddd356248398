using MaskML.Predict.Pooling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Tests.Samples;

/// <summary>The README's worker, run by the tests.</summary>
internal static class WorkerSample
{
    public static IHost Build(string[] args)
    {
        // <sample>
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddPredictionEnginePool<Crop, Answer>()
            .FromFile(modelName: "mask", filePath: builder.Configuration["Model"]!, watchForChanges: true)
            .Configure("mask", o => o.MaxWait = TimeSpan.FromSeconds(5));
        builder.Services.AddHostedService<Worker>();
        // </sample>
        return builder.Build();
    }

    // <sample>
    sealed class Worker(PredictionEnginePool<Crop, Answer> pool, ILogger<Worker> log, IHostEnvironment here) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stop)
        {
            foreach (string file in Directory.EnumerateFiles(here.ContentRootPath, "*.png"))
            {
                using var lease = await pool.RentAsync("mask", stop);       // waits its turn; Predict and GetPredictionEngine are there too
                using var image = MLImage.CreateFromFile(file);
                Answer answer = lease.Engine.Predict(new Crop { Image = image });
                log.LogInformation("{File}: {Label}, says {Model}", file, answer.PredictedLabel, lease.Model.Sha256);
            }
        }
    }

    sealed class Crop { [ImageType(96, 96)] public MLImage? Image { get; set; } }
    sealed class Answer { public string? PredictedLabel { get; set; } }
    // </sample>
}
