namespace MaskML.Serve.Events;

/// <summary>Tells everybody who waits that something has changed.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource next = New();

    /// <summary>Completed by the next change.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>Tells those who wait; who asks afterwards waits for the change after this one.</summary>
    public void Raise() => Interlocked.Exchange(ref next, New()).TrySetResult();

    // Waiters run elsewhere, not within Raise.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
