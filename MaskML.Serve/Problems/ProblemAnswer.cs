using MaskML.Serve.Observing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Serve.Problems;

/// <summary>Answers with problem details, RFC 9457.</summary>
internal static class ProblemAnswer
{
    // Seconds after which a caller may try again: photos take a fraction of one.
    private const string RetryAfter = "1";

    /// <summary>Writes a problem as the answer and counts it.</summary>
    /// <param name="context">The request; its answer must not have begun.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="detail">What was found, what was expected, and what to do.</param>
    public static Task WriteAsync(HttpContext context, ProblemKind kind, string detail)
    {
        context.RequestServices.GetRequiredService<ServeMetrics>().Rejected(kind);
        if (kind.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfter;
        }

        context.Response.Headers.CacheControl = "no-store";
        ProblemHttpResult problem = TypedResults.Problem(detail, statusCode: kind.Status, title: kind.Title, type: kind.Type);
        return problem.ExecuteAsync(context);
    }

    /// <summary>The same, by the kind's name.</summary>
    public static Task WriteAsync(HttpContext context, string kind, string detail) => WriteAsync(context, ProblemKind.Of(kind), detail);
}
