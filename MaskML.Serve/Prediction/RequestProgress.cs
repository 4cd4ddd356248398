using MaskML.Serve.Problems;
using Microsoft.AspNetCore.Http;

namespace MaskML.Serve.Prediction;

/// <summary>Follows one request.</summary>
internal sealed class RequestProgress
{
    /// <summary>The step it is at; set by the request's thread and the worker's.</summary>
    public volatile Step Step;

    /// <summary>The progress of a request.</summary>
    public static RequestProgress Of(HttpContext context)
    {
        if (context.Features.Get<RequestProgress>() is { } known)
        {
            return known;
        }

        var progress = new RequestProgress();
        context.Features.Set(progress);
        return progress;
    }

    /// <summary>Answers a request whose time is over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="seconds">The time that it had.</param>
    public static Task WriteTimeoutAsync(HttpContext context, double seconds)
    {
        string limit = FormattableString.Invariant($"{seconds:0.##} s (serve.timeoutSeconds)");
        return Of(context).Step switch
        {
            Step.Upload => ProblemAnswer.WriteAsync(context, "upload-too-slow", $"The body had not arrived in full after {limit}. Send a smaller photo."),
            Step.Wait => ProblemAnswer.WriteAsync(context, "no-turn", $"All engines were busy for {limit}. Try again later."),
            _ => ProblemAnswer.WriteAsync(context, "too-slow", $"The photo was not judged within {limit}. Send a smaller photo, or ask for a quicker detector."),
        };
    }
}
