// <sample>
using MaskML.Predict.Hosting;
// </sample>
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MaskML.Tests.Samples;

/// <summary>The service of README.md. The namespaces outside the marks are implicit in a web project.</summary>
internal static class ReadmeSample
{
    public static void Run(string[] args)
    {
        // <sample>
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddMaskML();
        var app = builder.Build();
        app.MapPost("/faces", async (HttpRequest request, IMaskDetector detector, CancellationToken cancellationToken) =>
            (await detector.DetectAsync(request.Body, cancellationToken)).Faces.Select(face => new { face.Label, face.Confidence }));
        app.Run();
        // </sample>
    }
}
