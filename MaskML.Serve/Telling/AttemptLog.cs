using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Telling;

/// <summary>Keeps why the last attempt failed, and logs the first of several failures in a row.</summary>
internal sealed partial class AttemptLog(string receiver, ILogger log)
{
    private volatile string? problem;

    /// <summary>Why the last attempt failed; null after a success.</summary>
    public string? Problem => problem;

    /// <summary>An attempt failed.</summary>
    public void Failed(string reason)
    {
        if (problem is null)
        {
            Unreachable(log, receiver, reason);
        }

        problem = reason;
    }

    /// <summary>An attempt succeeded.</summary>
    public void Succeeded() => problem = null;

    [LoggerMessage(72, LogLevel.Warning, "{Receiver} cannot be told at the moment, and is tried again: {Reason}")]
    private static partial void Unreachable(ILogger logger, string receiver, string reason);
}
