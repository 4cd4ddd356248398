using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using MaskML.Predict.Errors;
using MaskML.Serve.Queries;
using MaskML.Serve.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Cameras;

/// <summary><c>/v1/cameras</c>: how the cameras are, their pictures, and changes to them.</summary>
internal sealed class CameraEndpoints(CameraSet cameras, AccessKeys keys, IHostApplicationLifetime lifetime)
{
    private const string Boundary = "frame";

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Cameras, (CameraEndpoints endpoints, HttpContext context) => endpoints.List(context));
        routes.MapPut(Routes.Camera, (CameraEndpoints endpoints, HttpContext context, string name) => endpoints.PutAsync(context, name));
        routes.MapDelete(Routes.Camera, (CameraEndpoints endpoints, string name) => endpoints.DeleteAsync(name));
        routes.MapGet(
            Routes.CameraFrame, (CameraEndpoints endpoints, HttpContext context, string name) => endpoints.FrameAsync(context, name));
        routes.MapGet(
            Routes.CameraLive, (CameraEndpoints endpoints, HttpContext context, string name) => endpoints.LiveAsync(context, name));
    }

    private IResult List(HttpContext context)
    {
        _ = new RequestQuery(context.Request.Query);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json<IReadOnlyList<CameraAnswer>>(
            [.. cameras.All.Select(camera => camera.Answer())], ServeJson.Default.IReadOnlyListCameraAnswer);
    }

    private async Task<IResult> PutAsync(HttpContext context, string name)
    {
        RequireKey();
        CameraOptions camera = await RequestBody.ReadAsync<CameraOptions>(context) with { Name = name };
        try
        {
            CheckRanges(camera);
            await cameras.PutAsync(camera);
        }
        catch (UsageException e)
        {
            throw new ServeException("bad-request", $"The camera cannot be used: {e.Message}", e);
        }

        return TypedResults.NoContent();
    }

    private async Task<IResult> DeleteAsync(string name)
    {
        RequireKey();
        await cameras.DeleteAsync(name);
        return TypedResults.NoContent();
    }

    private async Task<IResult> FrameAsync(HttpContext context, string name)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(
            await cameras.Get(name).PictureAsync(context.RequestAborted)
                ?? throw new ServeException("no-picture", $"The camera '{name}' gives no pictures now."),
            "image/jpeg");
    }

    // Ends with the connection, with the service, or when the camera is removed.
    private async Task LiveAsync(HttpContext context, string name)
    {
        ICamera camera = cameras.Get(name);
        context.Response.ContentType = "multipart/x-mixed-replace; boundary=" + Boundary;
        context.Response.Headers.CacheControl = "no-store";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            while (cameras.All.Contains(camera))
            {
                Task next = camera.NextPicture;
                if (await camera.PictureAsync(ended.Token) is { } jpeg)
                {
                    string head = string.Create(
                        CultureInfo.InvariantCulture,
                        $"--{Boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n");
                    await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(head), ended.Token);
                    await context.Response.Body.WriteAsync(jpeg, ended.Token);
                    await context.Response.Body.WriteAsync("\r\n"u8.ToArray(), ended.Token);
                    await context.Response.Body.FlushAsync(ended.Token);
                }

                await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1), ended.Token));
                ended.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The viewer has gone, or the service stops.
        }
    }

    // Whoever adds a camera makes the service open an address or a file.
    private void RequireKey()
    {
        if (!keys.Caller.IsNeeded)
        {
            throw new ServeException(
                "key-needed", "Cameras are changed over HTTP only with a key: set serve.apiKey, or change the configuration file.");
        }
    }

    private static void CheckRanges(CameraOptions camera)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(camera, new ValidationContext(camera), results, validateAllProperties: true);

        // Its range is that of the numbers within.
        results.RemoveAll(result => result.MemberNames.Contains(nameof(CameraOptions.Zone)));
        if (results.Count > 0 || camera.Zone.Any(corner => corner.Any(value => value is < 0 or > 1)))
        {
            throw new UsageException(results.FirstOrDefault()?.ErrorMessage ?? "zone: expected shares from 0 to 1.");
        }
    }
}
