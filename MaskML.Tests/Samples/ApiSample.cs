// <sample>
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Reloading;
// </sample>
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Tests.Samples;

/// <summary>A minimal API of docs/embed.md. The namespaces outside the marks are implicit in a web project.</summary>
internal static class ApiSample
{
    public static void Run(string[] args)
    {
        // <sample>
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddMaskML(builder.Configuration.GetSection("MaskML").Bind); // "MaskML": { "Model": "live/model.zip" }
        builder.Services.AddHealthChecks().AddModels();

        var app = builder.Build();
        app.MapPost("/faces", async (HttpRequest request, IMaskDetector detector, CancellationToken cancellationToken) =>
        {
            try
            {
                var photo = await detector.DetectAsync(request.Body, cancellationToken);
                return Results.Ok(photo.Faces.Select(face => new { face.Face.Box.X, face.Face.Box.Y, face.Label, face.Confidence }));
            }
            catch (ImageException e)
            {
                return Results.Problem(e.Message, statusCode: 400);
            }
        });
        app.MapGet("/model", (MaskModelPool pool) => pool.Current);
        app.MapHealthChecks("/healthz");
        app.Run();
        // </sample>
    }
}
