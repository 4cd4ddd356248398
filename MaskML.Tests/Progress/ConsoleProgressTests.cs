using System.Globalization;
using MaskML.Cli.Terminal;
using MaskML.Predict.Progress;
using Xunit;

namespace MaskML.Tests.Progress;

public sealed class ConsoleProgressTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _out = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public void Dispose() => _out.Dispose();

    [Fact]
    public void A_redirected_stream_gets_plain_lines_with_rate_and_time_left()
    {
        using (IProgressPhase phase = Plain().Begin("decode", 10_000))
        {
            for (int i = 0; i < 16; i++)
            {
                _time.Move(0.5);
                phase.Advance(625);
            }
        }

        Assert.Equal(
            """
            decode        0 / 10,000
            decode    2,500 / 10,000  1,136/s  7 s left
            decode    5,000 / 10,000  1,190/s  5 s left
            decode    7,500 / 10,000  1,210/s  3 s left
            decode   10,000 / 10,000  1,250/s  8 s

            """,
            _out.ToString());
    }

    [Fact]
    public void A_phase_that_ends_at_once_leaves_only_its_last_line()
    {
        foreach (bool terminal in new[] { false, true })
        {
            _out.GetStringBuilder().Clear();
            using (IProgressPhase phase = new ConsoleProgress(_out, terminal, 80, _time).Begin("head", 4))
            {
                phase.Advance(4);
                _time.Move(0.125);
            }

            Assert.Equal("head     4 / 4  32/s  0.13 s\n", _out.ToString().TrimStart('\r'));
        }
    }

    [Fact]
    public void A_long_phase_says_little_a_line_for_a_tenth_or_for_ten_seconds()
    {
        using IProgressPhase phase = Plain().Begin("features", 1000);
        for (int i = 0; i < 100; i++)
        {
            _time.Move(1);
            phase.Advance();
        }

        Assert.Equal(10, Lines().Length);
    }

    [Fact]
    public void A_phase_that_stops_early_says_so()
    {
        using (IProgressPhase phase = Plain().Begin("decode", 100))
        {
            phase.Advance(40);
            _time.Move(90);
        }

        Assert.Equal("decode    40 / 100  0.4/s  stopped after 1 min 30 s", Lines()[^1]);
    }

    [Fact]
    public void A_terminal_gets_one_line_that_is_drawn_anew_and_wiped()
    {
        using (IProgressPhase phase = new ConsoleProgress(_out, true, 80, _time).Begin("decode", 1000))
        {
            phase.Advance(250);
            _time.Move(0.25);
            phase.Advance(750);
            _time.Move(0.05);
        }

        Assert.Equal(
            [
                "",
                "decode   █████░░░░░░░░░░░░░░░ 250 / 1,000  1,250/s  1 s left",
                "decode   ████████████████████ 1,000 / 1,000  3,333/s        ",
                "decode   1,000 / 1,000  3,333/s  0.3 s              \n",
            ],
            _out.ToString().Split('\r'));
    }

    [Fact]
    public void Phases_that_overlap_share_the_line_and_fit_the_terminal()
    {
        var progress = new ConsoleProgress(_out, true, 51, _time);
        IProgressPhase first = progress.Begin("decode", 100);
        IProgressPhase second = progress.Begin("features", 100);
        first.Advance(50);
        _time.Move(1);
        string line = _out.ToString().Split('\r')[^1];
        first.Dispose();
        second.Dispose();

        Assert.Equal("decode █████░░░░░  50/s  1 s left | features ░░░░░", line);
        Assert.Equal(2, _out.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public async Task Many_threads_can_advance_one_phase()
    {
        using (IProgressPhase phase = Plain().Begin("decode", 80_000))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 10_000; i++)
                {
                    phase.Advance();
                }
            })));
            _time.Move(1);
        }

        Assert.Equal("decode   80,000 / 80,000  80,000/s  1 s", Lines()[^1]);
    }

    [Fact]
    public void A_phase_ends_once_and_counts_only_forward()
    {
        IProgressPhase phase = Plain().Begin("decode", 10);

        Assert.Throws<ArgumentOutOfRangeException>(() => phase.Advance(-1));
        phase.Dispose();
        phase.Advance();
        phase.Dispose();

        Assert.Single(Lines());
    }

    [Fact]
    public void Long_times_are_told_in_minutes_and_hours()
    {
        using IProgressPhase phase = Plain().Begin("decode", 1_000_000);
        phase.Advance(100);
        _time.Move(2.5);

        Assert.Equal("decode         100 / 1,000,000  500/s  33 min 20 s left", Lines()[0]);

        _time.Move(10);
        Assert.Equal("decode         100 / 1,000,000  9.8/s  28 h 19 min left", Lines()[^1]);
    }

    [Fact]
    public void A_closed_pipe_does_not_stop_the_work()
    {
        var progress = new ConsoleProgress(new ClosedPipe(), false, 80, _time);

        using IProgressPhase phase = progress.Begin("decode", 10);
        _time.Move(5);
        phase.Advance(10);
    }

    [Fact]
    public void No_progress_says_nothing_and_takes_everything()
    {
        using IProgressPhase phase = NullProgress.Instance.Begin("decode", 10);

        phase.Advance(3);
    }

    private ConsoleProgress Plain() => new(_out, false, 80, _time);

    private string[] Lines() => _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private sealed class ClosedPipe : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe");
    }
}
