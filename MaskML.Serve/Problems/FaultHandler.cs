using MaskML.Predict.Errors;
using MaskML.Predict.Imaging;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Problems;

/// <summary>Turns exceptions into problem details. Unexpected exceptions are logged, and the answer has no details of them.</summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> log) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        (string kind, string detail) = Explain(exception);
        if (kind == "fault")
        {
            Fault(log, exception, httpContext.TraceIdentifier);
            detail = $"The service failed unexpectedly. Its log has the details under the request {httpContext.TraceIdentifier}.";
        }

        await ProblemAnswer.WriteAsync(httpContext, kind, detail);
        return true;
    }

    private (string Kind, string Detail) Explain(Exception exception)
    {
        // The message contains file paths of the server, so it goes to the log only.
        if (exception is InputException and not ImageException or ObjectDisposedException)
        {
            Unusable(log, exception.Message);
        }

        return exception switch
        {
            ServeException known => (known.Kind.Name, known.Message),
            ImageException image => (image.Fault == ImageFault.TooLarge ? "too-many-pixels" : "bad-photo", image.Message + "."),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } body => ("too-large", body.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } body => ("upload-too-slow", body.Message),
            BadHttpRequestException body => ("bad-request", body.Message),
            TimeoutException => ("no-turn", "All engines were busy for too long. Try again."),
            InputException or ObjectDisposedException => (
                "not-ready", "The model or the face detector cannot be used at the moment. The log of the service says why."),
            _ => ("fault", ""),
        };
    }

    [LoggerMessage(30, LogLevel.Error, "The request {TraceIdentifier} failed")]
    private static partial void Fault(ILogger logger, Exception exception, string traceIdentifier);

    [LoggerMessage(31, LogLevel.Error, "A request could not be served: {Reason}")]
    private static partial void Unusable(ILogger logger, string reason);
}
