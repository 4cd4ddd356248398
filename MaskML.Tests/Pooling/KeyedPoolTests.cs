using MaskML.Predict.Concurrency;
using Xunit;

namespace MaskML.Tests.Pooling;

public sealed class KeyedPoolTests
{
    private readonly List<Thing> made = [];

    [Fact]
    public void Object_is_reused_for_its_own_key_only()
    {
        using KeyedPool<string, Thing> pool = Pool(3);
        Thing first = pool.Use("a", thing => thing);
        Assert.NotSame(first, pool.Use("b", thing => thing));
        Assert.Same(first, pool.Use("a", thing => thing));
        Assert.Equal(["a", "b"], made.Select(thing => thing.Kind));
    }

    [Fact]
    public void Least_recently_used_object_goes_when_the_pool_is_full()
    {
        using KeyedPool<string, Thing> pool = Pool(2);
        foreach (string kind in new[] { "a", "b", "a", "c" })
        {
            pool.Use(kind, thing => thing);
        }

        Assert.Equal(["b"], made.Where(thing => thing.IsDisposed).Select(thing => thing.Kind));
    }

    [Fact]
    public void Object_in_use_is_never_disposed_and_never_lent_twice()
    {
        using KeyedPool<string, Thing> pool = Pool(1);
        pool.Use("a", outer =>
        {
            pool.Use("a", inner => Assert.IsType<Thing>(Different(outer, inner)));
            pool.Use("b", _ => 0);
            Assert.False(outer.IsDisposed);
            return 0;
        });
        Assert.Equal(2, made.Count(thing => thing.IsDisposed));
    }

    [Fact]
    public void Pool_shared_by_many_threads_disposes_every_object()
    {
        KeyedPool<string, Thing> pool = Pool(3);
        Parallel.For(0, 2000, i => pool.Use((i % 5).ToString(null as IFormatProvider), thing => thing.Enter()));
        pool.Dispose();
        Assert.All(made, thing => Assert.True(thing.IsDisposed));
    }

    [Fact]
    public void Object_comes_back_after_failed_work()
    {
        using KeyedPool<string, Thing> pool = Pool(3);
        Assert.Throws<InvalidOperationException>(() => pool.Use<int>("a", _ => throw new InvalidOperationException()));
        pool.Use("a", _ => 0);
        Assert.Single(made);
    }

    private static Thing Different(Thing a, Thing b)
    {
        Assert.NotSame(a, b);
        return b;
    }

    private KeyedPool<string, Thing> Pool(int most) => new(
        kind =>
        {
            var thing = new Thing(kind);
            lock (made)
            {
                made.Add(thing);
            }

            return thing;
        },
        most);

    private sealed class Thing(string kind) : IDisposable
    {
        private int users;

        public string Kind { get; } = kind;

        public bool IsDisposed { get; private set; }

        public int Enter()
        {
            Assert.False(IsDisposed);
            Assert.Equal(1, Interlocked.Increment(ref users));
            return Interlocked.Decrement(ref users);
        }

        public void Dispose() => IsDisposed = true;
    }
}
