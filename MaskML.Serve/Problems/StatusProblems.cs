using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace MaskML.Serve.Problems;

/// <summary>Adds problem details to error responses that have a status and no body.</summary>
internal static class StatusProblems
{
    private const int MaxShownLength = 100;

    /// <summary>Writes the problem for the response's status.</summary>
    public static Task WriteAsync(StatusCodeContext status)
    {
        HttpContext context = status.HttpContext;
        int code = context.Response.StatusCode;
        return code switch
        {
            StatusCodes.Status404NotFound => ProblemAnswer.WriteAsync(
                context, "not-found", $"Found the path {Path(context)}. The document /openapi/v1.json lists all paths."),
            StatusCodes.Status405MethodNotAllowed => ProblemAnswer.WriteAsync(
                context,
                "method-not-allowed",
                $"Found the method {Plain(context.Request.Method)} at {Path(context)}, expected {context.Response.Headers.Allow}."),
            _ => ProblemAnswer.WriteAsync(
                context,
                ProblemKind.All.FirstOrDefault(kind => kind.Status == code)
                    ?? new ProblemKind(
                        code,
                        code >= StatusCodes.Status500InternalServerError ? "fault" : "bad-request",
                        ReasonPhrases.GetReasonPhrase(code)),
                "The server refused the request."),
        };
    }

    private static string Path(HttpContext context) => Plain(UriHelper.BuildRelative(path: context.Request.Path));

    private static string Plain(string text) => RequestText.Truncate(text, MaxShownLength);
}
