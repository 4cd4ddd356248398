using System.Diagnostics;
using Xunit;

namespace MaskML.Tests.Support;

/// <summary>Waits for conditions that other threads and processes fulfil.</summary>
internal static class Eventually
{
    /// <summary>Checks a condition every few milliseconds until it holds; fails the test after half a minute.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="found">Describes the state for the failure message.</param>
    public static async Task TrueAsync(Func<bool> condition, Func<string> found)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                Assert.Fail("The condition did not hold within 30 s; found: " + found());
            }

            await Task.Delay(5);
        }
    }
}
