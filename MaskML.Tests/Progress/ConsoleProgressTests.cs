using System.Globalization;
using MaskML.Cli.Terminal;
using MaskML.Predict.Progress;
using Xunit;

namespace MaskML.Tests.Progress;

public sealed class ConsoleProgressTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly StringWriter output = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public void Dispose() => output.Dispose();

    [Fact]
    public void Redirected_stream_gets_plain_lines_with_rate_and_time_left()
    {
        using (IProgressPhase phase = Plain().Begin("decode", 10_000))
        {
            for (int i = 0; i < 16; i++)
            {
                time.Move(0.5);
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
            output.ToString());
    }

    [Fact]
    public void Short_phase_writes_its_last_line_only()
    {
        foreach (bool terminal in new[] { false, true })
        {
            output.GetStringBuilder().Clear();
            using (IProgressPhase phase = new ConsoleProgress(output, terminal, 80, time).Begin("head", 4))
            {
                phase.Advance(4);
                time.Move(0.125);
            }

            Assert.Equal("head     4 / 4  32/s  0.13 s\n", output.ToString().TrimStart('\r'));
        }
    }

    [Fact]
    public void Long_phase_writes_a_line_for_each_tenth_or_ten_seconds()
    {
        using IProgressPhase phase = Plain().Begin("features", 1000);
        for (int i = 0; i < 100; i++)
        {
            time.Move(1);
            phase.Advance();
        }

        Assert.Equal(10, Lines().Length);
    }

    [Fact]
    public void Phase_that_ends_early_is_reported_as_stopped()
    {
        using (IProgressPhase phase = Plain().Begin("decode", 100))
        {
            phase.Advance(40);
            time.Move(90);
        }

        Assert.Equal("decode    40 / 100  0.4/s  stopped after 1 min 30 s", Lines()[^1]);
    }

    [Fact]
    public void Terminal_gets_one_line_that_is_redrawn_and_erased()
    {
        using (IProgressPhase phase = new ConsoleProgress(output, true, 80, time).Begin("decode", 1000))
        {
            phase.Advance(250);
            time.Move(0.25);
            phase.Advance(750);
            time.Move(0.05);
        }

        Assert.Equal(
            [
                "",
                "decode   █████░░░░░░░░░░░░░░░ 250 / 1,000  1,250/s  1 s left",
                "decode   ████████████████████ 1,000 / 1,000  3,333/s        ",
                "decode   1,000 / 1,000  3,333/s  0.3 s              \n",
            ],
            output.ToString().Split('\r'));
    }

    [Fact]
    public void Overlapping_phases_share_a_line_that_fits_the_terminal()
    {
        var progress = new ConsoleProgress(output, true, 51, time);
        IProgressPhase first = progress.Begin("decode", 100);
        IProgressPhase second = progress.Begin("features", 100);
        first.Advance(50);
        time.Move(1);
        string line = output.ToString().Split('\r')[^1];
        first.Dispose();
        second.Dispose();

        Assert.Equal("decode █████░░░░░  50/s  1 s left | features ░░░░░", line);
        Assert.Equal(2, output.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public async Task Phase_can_be_advanced_by_many_threads()
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
            time.Move(1);
        }

        Assert.Equal("decode   80,000 / 80,000  80,000/s  1 s", Lines()[^1]);
    }

    [Fact]
    public void Phase_ends_once_and_refuses_negative_steps()
    {
        IProgressPhase phase = Plain().Begin("decode", 10);

        Assert.Throws<ArgumentOutOfRangeException>(() => phase.Advance(-1));
        phase.Dispose();
        phase.Advance();
        phase.Dispose();

        Assert.Single(Lines());
    }

    [Fact]
    public void Long_times_are_formatted_in_minutes_and_hours()
    {
        using IProgressPhase phase = Plain().Begin("decode", 1_000_000);
        phase.Advance(100);
        time.Move(2.5);

        Assert.Equal("decode         100 / 1,000,000  500/s  33 min 20 s left", Lines()[0]);

        time.Move(10);
        Assert.Equal("decode         100 / 1,000,000  9.8/s  28 h 19 min left", Lines()[^1]);
    }

    [Fact]
    public void Closed_pipe_does_not_stop_the_work()
    {
        var progress = new ConsoleProgress(new ClosedPipe(), false, 80, time);

        using IProgressPhase phase = progress.Begin("decode", 10);
        time.Move(5);
        phase.Advance(10);
    }

    [Fact]
    public void Null_progress_accepts_all_calls()
    {
        using IProgressPhase phase = NullProgress.Instance.Begin("decode", 10);

        phase.Advance(3);
    }

    private ConsoleProgress Plain() => new(output, false, 80, time);

    private string[] Lines() => output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private sealed class ClosedPipe : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe");
    }
}
