using System.Runtime.ExceptionServices;

namespace MaskML.Train.Features;

/// <summary>A parallel loop on all cores that throws the exceptions of its body, as a plain loop does.</summary>
internal static class AllCores
{
    /// <summary>Runs the body for each index, as many at once as there are cores.</summary>
    /// <param name="count">Number of indices.</param>
    /// <param name="body">Called with each index, from 0.</param>
    /// <param name="cancellationToken">Cancels before the next index.</param>
    public static void For(int count, Action<int> body, CancellationToken cancellationToken)
    {
        try
        {
            int cores = Environment.ProcessorCount;
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellationToken }, body);
        }
        catch (AggregateException e)
        {
            // The first failure is the cause; the others follow from it.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions.MinBy(inner => inner is OperationCanceledException)!);
        }
    }
}
