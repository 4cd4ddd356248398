namespace MaskML.Serve.Sharing;

/// <summary>Work with a fleet that goes on after faults.</summary>
internal static class FleetLoop
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Repeats work until it is cancelled.</summary>
    /// <param name="work">Receives what to call when it succeeded, so that the same fault is reported again afterwards.</param>
    /// <param name="failed">Receives each fault that differs from the one before.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task RepeatAsync(
        Func<Action, Task> work, Action<string> failed, TimeProvider time, CancellationToken cancellationToken)
    {
        string? problem = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await work(() => problem = null);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (problem != e.Message)
                {
                    failed(e.Message);
                }

                problem = e.Message;
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // The service stops.
            }
        }
    }
}
