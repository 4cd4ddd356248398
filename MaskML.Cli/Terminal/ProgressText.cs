using System.Globalization;

namespace MaskML.Cli.Terminal;

/// <summary>Formats progress.</summary>
internal static class ProgressText
{
    /// <summary>Formats count, rate and time left, such as <c>decode    5,000 / 10,000  1,234/s  4 s left</c>.</summary>
    public static string Line(string name, long done, long total, TimeSpan elapsed) =>
        Parts(Count(name, done, total), Rate(done, elapsed), Left(done, total, elapsed));

    /// <summary>Formats the same with a bar.</summary>
    public static string Bar(string name, long done, long total, TimeSpan elapsed) =>
        Parts($"{name,-8} {Blocks(done, total, 20)} {Count("", done, total).TrimStart()}", Rate(done, elapsed), Left(done, total, elapsed));

    /// <summary>Formats a bar without the count, so that two phases fit into a line.</summary>
    public static string ShortBar(string name, long done, long total, TimeSpan elapsed) =>
        Parts($"{name} {Blocks(done, total, 10)}", Rate(done, elapsed), Left(done, total, elapsed));

    /// <summary>Formats count, rate and time taken.</summary>
    public static string LastLine(string name, long done, long total, TimeSpan elapsed) =>
        Parts(Count(name, done, total), Rate(done, elapsed), (done < total ? "stopped after " : "") + Time(elapsed));

    private static string Blocks(long done, long total, int width)
    {
        int full = total == 0 ? 0 : (int)(width * Math.Min(1, (double)done / total));
        return new string('█', full) + new string('░', width - full);
    }

    private static string Count(string name, long done, long total)
    {
        string all = total.ToString("N0", CultureInfo.InvariantCulture);
        string count = done.ToString("N0", CultureInfo.InvariantCulture);
        return total == 0 ? $"{name,-8} {count}" : $"{name,-8} {count.PadLeft(all.Length)} / {all}";
    }

    // A rate over less than 10 ms is meaningless.
    private static string Rate(long done, TimeSpan elapsed)
    {
        double rate = done / Math.Max(elapsed.TotalSeconds, 1e-3);
        return done == 0 || elapsed.TotalMilliseconds < 10
            ? ""
            : rate.ToString(rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture) + "/s";
    }

    private static string Left(long done, long total, TimeSpan elapsed)
    {
        if (done == 0 || done >= total)
        {
            return "";
        }

        double seconds = elapsed.TotalSeconds / done * (total - done);
        return seconds < 1 ? "1 s left" : seconds > 1e9 ? "" : Time(TimeSpan.FromSeconds(Math.Ceiling(seconds))) + " left";
    }

    private static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 when time.Milliseconds != 0 => FormattableString.Invariant($"{time.TotalSeconds:0.0#} s"),
        < 60 => FormattableString.Invariant($"{time.TotalSeconds:0} s"),
        < 3600 => FormattableString.Invariant($"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => FormattableString.Invariant($"{(int)time.TotalHours} h {time.Minutes} min"),
    };

    private static string Parts(params string[] parts) => string.Join("  ", parts.Where(p => p.Length > 0));
}
