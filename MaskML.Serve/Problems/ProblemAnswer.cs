using MaskML.Serve.Observing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Serve.Problems;

/// <summary>Writes answers with problem details (RFC 9457).</summary>
internal static class ProblemAnswer
{
    // Seconds after which a client may retry. A photo takes a fraction of a second.
    private const string RetryAfter = "1";

    /// <summary>Writes a problem as the answer and counts it in the metrics.</summary>
    /// <param name="context">The request. Its response must not have started.</param>
    /// <param name="kind">Kind of the problem.</param>
    /// <param name="detail">What was found, what was expected, and what to do.</param>
    /// <param name="more">Further members of the answer; null for none.</param>
    public static Task WriteAsync(
        HttpContext context, ProblemKind kind, string detail, IReadOnlyDictionary<string, object?>? more = null)
    {
        context.RequestServices.GetRequiredService<ServeMetrics>().Rejected(kind.Name);
        if (kind.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfter;
        }

        context.Response.Headers.CacheControl = "no-store";
        ProblemHttpResult problem = TypedResults.Problem(
            detail, statusCode: kind.Status, title: kind.Title, type: kind.Type, extensions: more);
        return problem.ExecuteAsync(context);
    }

    /// <summary>Writes a problem whose kind is given by its name.</summary>
    public static Task WriteAsync(HttpContext context, string kind, string detail) =>
        WriteAsync(context, ProblemKind.Of(kind), detail);
}
