using MaskML.Predict.Progress;

namespace MaskML.Cli.Terminal;

/// <summary>
/// Shows the progress of phases: on a terminal in one line that is redrawn, on a redirected stream in plain lines. Phases may overlap.
/// A phase that ends within 200 ms writes only its last line.
/// </summary>
/// <param name="writer">Receives the lines; used by one thread at a time.</param>
/// <param name="terminal">Whether the writer is a terminal, which understands a carriage return.</param>
/// <param name="columns">Columns of the terminal.</param>
/// <param name="clock">The clock; null for the system's.</param>
/// <remarks>Failures of the writer, such as a closed pipe, do not reach the work; the reporter then writes nothing more.</remarks>
internal sealed class ConsoleProgress(TextWriter writer, bool terminal, int columns = 80, TimeProvider? clock = null) : IProgressReporter
{
    internal static readonly TimeSpan QuietPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    private readonly Lock sync = new();
    private readonly TimeProvider time = clock ?? TimeProvider.System;
    private readonly int width = Math.Max(columns, 20);
    private readonly List<ConsolePhase> open = [];
    private int drawn;
    private bool silent;

    /// <inheritdoc/>
    public IProgressPhase Begin(string name, long total)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        var phase = new ConsolePhase(this, name, total, time);
        lock (sync)
        {
            open.Add(phase);
        }

        phase.Watch(QuietPeriod, terminal ? RedrawInterval : LineInterval);
        return phase;
    }

    /// <summary>Shows a running phase.</summary>
    internal void Show(ConsolePhase phase)
    {
        lock (sync)
        {
            if (!open.Contains(phase))
            {
                return;
            }

            if (terminal)
            {
                Draw();
            }
            else if (phase.IsLineDue())
            {
                Write(phase.Line() + writer.NewLine);
            }
        }
    }

    /// <summary>Shows the last line of a phase, once.</summary>
    internal void End(ConsolePhase phase)
    {
        lock (sync)
        {
            if (open.Remove(phase))
            {
                Write(Redraw(phase.LastLine()) + writer.NewLine);
                drawn = 0;
                Draw();
            }
        }
    }

    private void Draw()
    {
        List<ConsolePhase> shown = open.FindAll(p => p.Elapsed >= QuietPeriod);
        if (terminal && shown.Count > 0)
        {
            string line = shown.Count == 1 ? shown[0].Bar() : string.Join(" | ", shown.Select(p => p.ShortBar()));
            line = line.Length < width ? line : line[..(width - 1)];
            string text = Redraw(line);
            drawn = line.Length;
            Write(text);
        }
    }

    // Spaces erase the rest of a longer previous line.
    private string Redraw(string line) => drawn == 0 && !terminal ? line : "\r" + line.PadRight(drawn);

    private void Write(string text)
    {
        if (silent)
        {
            return;
        }

        try
        {
            writer.Write(text);
            writer.Flush();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            silent = true;
        }
    }
}
