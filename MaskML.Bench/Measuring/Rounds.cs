namespace MaskML.Bench.Measuring;

/// <summary>Repeats measurements so that their noise affects all subjects alike.</summary>
internal static class Rounds
{
    /// <summary>Measures each subject once a round: in alternation, so that a change in the speed of the machine affects all.</summary>
    /// <param name="subjects">What to measure.</param>
    /// <param name="warmUp">Number of rounds whose values are dropped.</param>
    /// <param name="rounds">Number of rounds after those.</param>
    /// <param name="measure">Measures a subject once.</param>
    /// <param name="cancellationToken">Cancels before the next measurement.</param>
    /// <returns>For each subject its values in the order of the rounds.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<double>>> AlternateAsync<T>(
        IReadOnlyList<T> subjects, int warmUp, int rounds, Func<T, Task<double>> measure, CancellationToken cancellationToken)
    {
        List<double>[] values = [.. subjects.Select(_ => new List<double>())];
        for (int round = -warmUp; round < rounds; round++)
        {
            for (int i = 0; i < subjects.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double value = await measure(subjects[i]).ConfigureAwait(false);
                if (round >= 0)
                {
                    values[i].Add(value);
                }
            }
        }

        return values;
    }

    /// <summary>Steps a second of a number of callers that work at once, each without a pause.</summary>
    /// <param name="callers">Number of callers.</param>
    /// <param name="duration">How long they work.</param>
    /// <param name="caller">Creates the step of a caller, which is repeated.</param>
    public static async Task<double> RateAsync(int callers, TimeSpan duration, Func<Func<Task>> caller)
    {
        long steps = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            Func<Task> step = caller();
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await step().ConfigureAwait(false);
                Interlocked.Increment(ref steps);
            }
        }))).ConfigureAwait(false);
        return steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The median of some values; of an even number, the upper one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
