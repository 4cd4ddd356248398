namespace MaskML.Predict.Concurrency;

/// <summary>Works on many items at once and gives the results in the items' order.</summary>
internal static class OrderedParallel
{
    // Results wait for an item before them that takes long; this many for each worker may wait.
    private const int Ahead = 4;

    /// <summary>Runs work for each item.</summary>
    /// <param name="items">The items; read only a little ahead of the results.</param>
    /// <param name="workers">How many items are worked on at once.</param>
    /// <param name="work">The work for one item.</param>
    /// <param name="stop">Stops before the next item.</param>
    public static IEnumerable<TResult> Select<TItem, TResult>(
        IEnumerable<TItem> items, int workers, Func<TItem, TResult> work, CancellationToken stop)
    {
        using var places = new SemaphoreSlim(workers);
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var window = new Queue<Task<TResult>>();
        async Task<TResult> Start(TItem item)
        {
            await places.WaitAsync(abandon.Token).ConfigureAwait(false);
            try
            {
                return await Task.Run(() => work(item), abandon.Token).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }

        try
        {
            foreach (TItem item in items)
            {
                if (window.Count == workers * Ahead)
                {
                    yield return window.Dequeue().GetAwaiter().GetResult();
                }

                window.Enqueue(Start(item));
            }

            while (window.TryDequeue(out Task<TResult>? next))
            {
                yield return next.GetAwaiter().GetResult();
            }
        }
        finally
        {
            // Nobody may use what the caller disposes next.
            abandon.Cancel();
            Task.WhenAll(window).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }
}
