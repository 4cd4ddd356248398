using FsCheck.Xunit;
using MaskML.Predict.Concurrency;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class OrderedParallelTests
{
    [Property(MaxTest = 30)]
    public bool Results_are_in_the_order_of_the_items(int[] items, byte workers) =>
        OrderedParallel.Select(items, (workers % 8) + 1, i => i * 2L, CancellationToken.None).SequenceEqual(items.Select(i => i * 2L));

    [Fact]
    public void Items_are_read_slightly_ahead_and_processed_by_the_given_number_of_workers()
    {
        int read = 0;
        int running = 0;
        int most = 0;
        IEnumerable<int> Items()
        {
            for (; read < 1000; read++)
            {
                yield return read;
            }
        }

        int given = 0;
        foreach (int result in OrderedParallel.Select(Items(), 3, Work, CancellationToken.None))
        {
            Assert.Equal(given++, result);
            Assert.InRange(read - given, 0, 3 * 4);
        }

        Assert.InRange(most, 1, 3);
        int Work(int item)
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            Thread.Yield();
            Interlocked.Decrement(ref running);
            return item;
        }
    }

    [Fact]
    public void Exception_is_rethrown_and_no_worker_continues()
    {
        int running = 0;
        int Work(int item)
        {
            Interlocked.Increment(ref running);
            try
            {
                return item == 5 ? throw new InvalidOperationException("five") : item;
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }

        var error = Assert.Throws<InvalidOperationException>(
            () => OrderedParallel.Select(Enumerable.Range(0, 100), 4, Work, CancellationToken.None).Count());
        Assert.Equal("five", error.Message);
        Assert.Equal(0, running);
    }

    [Fact]
    public void Cancellation_ends_the_work()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (int result in OrderedParallel.Select(Enumerable.Range(0, int.MaxValue), 2, i => i, stop.Token))
            {
                if (result == 20)
                {
                    stop.Cancel();
                }
            }
        });
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
