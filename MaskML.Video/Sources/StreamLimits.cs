using System.Net.Sockets;
using MaskML.Predict.Errors;
using MaskML.Video.Frames;

namespace MaskML.Video.Sources;

/// <summary>Waits for a stream, but not for ever; what goes wrong becomes a message for the user.</summary>
/// <param name="options">How long.</param>
internal sealed class StreamLimits(VideoOptions options)
{
    /// <summary>Waits for a step on the way to the first byte.</summary>
    /// <exception cref="InputException">It takes too long or fails.</exception>
    public T Opening<T>(Func<CancellationToken, Task<T>> step, CancellationToken stop) =>
        Wait(step, options.OpenTimeout, "it does not answer within", stop);

    /// <summary>Waits for the next bytes.</summary>
    /// <exception cref="InputException">They take too long or the connection fails.</exception>
    public T Reading<T>(Func<CancellationToken, Task<T>> step, CancellationToken stop) =>
        Wait(step, options.ReadTimeout, "it has sent nothing for", stop);

    private static T Wait<T>(Func<CancellationToken, Task<T>> step, double seconds, string late, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return step(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new InputException(FormattableString.Invariant($"{late} {seconds:0.##} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw new InputException($"the connection fails: {(e.InnerException ?? e).Message}", e);
        }
    }
}
