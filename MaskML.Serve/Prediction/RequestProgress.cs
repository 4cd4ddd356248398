namespace MaskML.Serve.Prediction;

/// <summary>How far a request has come, which decides the problem that a time-out is reported as.</summary>
internal enum RequestStep
{
    /// <summary>Its body is being read.</summary>
    Upload,

    /// <summary>Its photo waits for a free worker.</summary>
    Wait,

    /// <summary>Its photo is being judged.</summary>
    Work,
}

/// <summary>The current step of a request, stored among the features of its context.</summary>
internal sealed class RequestProgress
{
    /// <summary>The current step. The request's thread and the worker's set it.</summary>
    public volatile RequestStep Step;

    /// <summary>The progress of a request.</summary>
    public static RequestProgress Of(HttpContext context)
    {
        RequestProgress progress = context.Features.Get<RequestProgress>() ?? new RequestProgress();
        context.Features.Set(progress);
        return progress;
    }

    /// <summary>Writes the problem of a request that timed out.</summary>
    /// <param name="context">The request.</param>
    /// <param name="seconds">The time-out.</param>
    public static Task WriteTimeoutAsync(HttpContext context, double seconds)
    {
        string limit = FormattableString.Invariant($"{seconds:0.##} s (serve.timeoutSeconds)");
        (string kind, string detail) = Of(context).Step switch
        {
            RequestStep.Upload => ("upload-too-slow", $"The body had not arrived in full after {limit}. Send a smaller photo."),
            RequestStep.Wait => ("no-turn", $"All engines were busy for {limit}. Try again later."),
            _ => ("too-slow", $"The photo was not judged within {limit}. Send a smaller photo, or ask for a quicker detector."),
        };
        return ProblemAnswer.WriteAsync(context, kind, detail);
    }
}
