namespace MaskML.Predict.Concurrency;

/// <summary>Processes items in parallel and yields the results in the order of the items.</summary>
internal static class OrderedParallel
{
    // Finished results wait for a slow item before them. This many items for each worker may be started ahead of the next result.
    private const int ItemsPerWorker = 4;

    /// <summary>Runs work for every item.</summary>
    /// <param name="items">The items; read lazily, a few items ahead of the results.</param>
    /// <param name="workers">Number of items that are processed at the same time.</param>
    /// <param name="work">The work for one item.</param>
    /// <param name="cancellationToken">Stops the processing before the next item.</param>
    public static IEnumerable<TResult> Select<TItem, TResult>(
        IEnumerable<TItem> items, int workers, Func<TItem, TResult> work, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(workers);
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = new Queue<Task<TResult>>();
        async Task<TResult> Start(TItem item)
        {
            await slots.WaitAsync(abandon.Token).ConfigureAwait(false);
            try
            {
                return await Task.Run(() => work(item), abandon.Token).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        }

        try
        {
            foreach (TItem item in items)
            {
                if (pending.Count == workers * ItemsPerWorker)
                {
                    yield return pending.Dequeue().GetAwaiter().GetResult();
                }

                pending.Enqueue(Start(item));
            }

            while (pending.TryDequeue(out Task<TResult>? next))
            {
                yield return next.GetAwaiter().GetResult();
            }
        }
        finally
        {
            // Wait for running work: the caller may dispose what it uses right after the enumeration.
            abandon.Cancel();
            Task.WhenAll(pending)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .Wait(CancellationToken.None);
        }
    }
}
