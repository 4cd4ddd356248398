using System.Runtime.ExceptionServices;

namespace MaskML.Train.Features;

/// <summary>Work on all cores whose failures look like those of a plain loop.</summary>
internal static class AllCores
{
    /// <summary>Runs a body for each index, as many at once as there are cores.</summary>
    /// <param name="count">Number of indices.</param>
    /// <param name="body">Told each index from 0.</param>
    /// <param name="cancellation">Stops before the next index.</param>
    public static void For(int count, Action<int> body, CancellationToken cancellation)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
            Parallel.For(0, count, options, body);
        }
        catch (AggregateException e)
        {
            // One worker's failure is the caller's; what the others say on the way out adds nothing.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions.MinBy(inner => inner is OperationCanceledException)!);
        }
    }
}
