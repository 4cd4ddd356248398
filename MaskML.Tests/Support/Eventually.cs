using System.Diagnostics;
using Xunit;

namespace MaskML.Tests.Support;

/// <summary>Waits for what other threads and processes bring about.</summary>
internal static class Eventually
{
    /// <summary>Waits until something is so; fails after half a minute.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> found)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                Assert.Fail("It did not come about; found: " + found());
            }

            await Task.Delay(5);
        }
    }
}
