using System.Net.Sockets;

namespace MaskML.Video.Sources;

/// <summary>Waits for a stream with a timeout, and turns network failures into messages for the user.</summary>
/// <param name="options">The timeouts.</param>
internal sealed class StreamLimits(VideoOptions options)
{
    /// <summary>Waits for a step of opening the stream.</summary>
    /// <exception cref="InputException">It takes too long or fails.</exception>
    public T WaitForOpening<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken) =>
        Wait(step, options.OpenTimeout, "it does not answer within", cancellationToken);

    /// <summary>Waits for the next bytes.</summary>
    /// <exception cref="InputException">They take too long or the connection fails.</exception>
    public T WaitForData<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken) =>
        Wait(step, options.ReadTimeout, "it has sent nothing for", cancellationToken);

    private static T Wait<T>(Func<CancellationToken, Task<T>> step, double seconds, string message, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return step(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InputException(FormattableString.Invariant($"{message} {seconds:0.##} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw new InputException($"the connection fails: {(e.InnerException ?? e).Message}", e);
        }
    }
}
