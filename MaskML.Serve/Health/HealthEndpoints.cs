using MaskML.Serve.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MaskML.Serve.Health;

/// <summary><c>/healthz</c>: the process is alive; <c>/readyz</c>: a model answers, and the service is not about to end. Both are open to all.</summary>
internal static class HealthEndpoints
{
    /// <summary>Where it is told that the process is alive.</summary>
    public const string Alive = "/healthz";

    /// <summary>Where it is told that photos are welcome.</summary>
    public const string Ready = "/readyz";

    /// <summary>Adds both.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        // Reasons name files of the server; /v1/model and the log tell more.
        if (report.Status == HealthStatus.Unhealthy)
        {
            return ProblemAnswer.WriteAsync(context, "not-ready", "No model answers, or the service is about to end.");
        }

        string? detail = report.Status == HealthStatus.Degraded ? "The model file cannot be used; the model before it goes on answering." : null;
        var answer = new HealthAnswer(report.Status == HealthStatus.Healthy ? "healthy" : "degraded", detail);
        return TypedResults.Json(answer, ServeJson.Default.HealthAnswer).ExecuteAsync(context);
    }
}
