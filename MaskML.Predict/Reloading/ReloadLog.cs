using Microsoft.Extensions.Logging;

namespace MaskML.Predict.Reloading;

/// <summary>Log messages of live models.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(1, LogLevel.Information, "Model '{Name}' version {Version} is live: {Sha256} from {Source}")]
    public static partial void Live(this ILogger logger, string name, long version, string sha256, string source);

    [LoggerMessage(2, LogLevel.Error, "Model '{Name}' stays at {Sha256}: {Reason}")]
    public static partial void Refused(this ILogger logger, string name, string sha256, string reason);

    [LoggerMessage(3, LogLevel.Information, "Model '{Name}': {Source} holds the live model {Sha256} again")]
    public static partial void Recovered(this ILogger logger, string name, string source, string sha256);

    [LoggerMessage(4, LogLevel.Warning, "{Folder} cannot be watched ({Reason}); changes are detected by polling every {Interval} instead")]
    public static partial void PollsOnly(this ILogger logger, string folder, string reason, TimeSpan interval);

    [LoggerMessage(6, LogLevel.Warning, "{Path} has been changing for {Waited}; it is read as it is, without {Settle} of rest")]
    public static partial void NeverRests(this ILogger logger, string path, TimeSpan waited, TimeSpan settle);

    [LoggerMessage(5, LogLevel.Error, "A handler of the event Reloaded of the model '{Name}' failed")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string name);
}
