using MaskML.Predict.Progress;

namespace MaskML.Cli.Terminal;

/// <summary>
/// Says on a terminal, with one line that is drawn anew, or on a redirected stream, with plain lines, how far the phases are. Phases
/// may overlap. A phase that ends within 200 ms leaves only its last line.
/// </summary>
/// <remarks>Nothing that goes wrong with the writer, such as a closed pipe, reaches the work: the reporter then falls silent.</remarks>
public sealed class ConsoleProgress : IProgressReporter
{
    internal static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly bool _terminal;
    private readonly int _width;
    private readonly List<ConsolePhase> _open = [];
    private int _drawn;
    private bool _silent;

    /// <summary>Creates a reporter.</summary>
    /// <param name="writer">Takes the lines; used by one thread at a time.</param>
    /// <param name="terminal">Whether the writer ends at a terminal, which understands a carriage return.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public ConsoleProgress(TextWriter writer, bool terminal, int width = 80, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        _terminal = terminal;
        _width = Math.Max(width, 20);
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public IProgressPhase Begin(string name, long total)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        var phase = new ConsolePhase(this, name, total, _time);
        lock (_lock)
        {
            _open.Add(phase);
        }

        phase.Watch(Quiet, _terminal ? Redraw : Look);
        return phase;
    }

    /// <summary>Shows a phase under way.</summary>
    internal void Show(ConsolePhase phase)
    {
        lock (_lock)
        {
            if (!_open.Contains(phase))
            {
                return;
            }

            if (_terminal)
            {
                Draw();
            }
            else if (phase.IsLineDue())
            {
                Write(phase.Line() + _writer.NewLine);
            }
        }
    }

    /// <summary>Shows the last line of a phase, once.</summary>
    internal void End(ConsolePhase phase)
    {
        lock (_lock)
        {
            if (_open.Remove(phase))
            {
                Write(Over(phase.LastLine()) + _writer.NewLine);
                _drawn = 0;
                Draw();
            }
        }
    }

    private void Draw()
    {
        List<ConsolePhase> shown = _open.FindAll(p => p.Elapsed >= Quiet);
        if (_terminal && shown.Count > 0)
        {
            string line = shown.Count == 1 ? shown[0].Bar() : string.Join(" | ", shown.Select(p => p.ShortBar()));
            line = line.Length < _width ? line : line[..(_width - 1)];
            string text = Over(line);
            _drawn = line.Length;
            Write(text);
        }
    }

    // The line before may have been longer: spaces wipe its end out.
    private string Over(string line) => _drawn == 0 && !_terminal ? line : "\r" + line.PadRight(_drawn);

    private void Write(string text)
    {
        if (_silent)
        {
            return;
        }

        try
        {
            _writer.Write(text);
            _writer.Flush();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            _silent = true;
        }
    }
}
