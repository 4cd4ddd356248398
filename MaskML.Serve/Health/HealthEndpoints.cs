using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MaskML.Serve.Health;

/// <summary>
/// <c>/healthz</c>: the process is alive. <c>/readyz</c>: a model is loaded and the service is not about to stop. Neither needs a key.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Maps both endpoints.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(
            Routes.Alive, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks(Routes.Ready, new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        // The reasons in the report contain file paths of the server, so they are not sent. /v1/model and the log have the details.
        if (report.Status == HealthStatus.Unhealthy)
        {
            return ProblemAnswer.WriteAsync(
                context, "not-ready", "No model answers, a camera is lost (serve.readyNeedsCameras), or the service is about to end.");
        }

        string? detail = report.Status == HealthStatus.Degraded
            ? "The model file cannot be used; the model before it goes on answering."
            : null;
        var answer = new HealthAnswer(report.Status == HealthStatus.Healthy ? "healthy" : "degraded", detail);
        return TypedResults.Json(answer, ServeJson.Default.HealthAnswer).ExecuteAsync(context);
    }
}
