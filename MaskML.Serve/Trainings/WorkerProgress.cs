using System.Text.Json;
using MaskML.Predict.Progress;

namespace MaskML.Serve.Trainings;

/// <summary>Writes progress and results of a training as lines; each line is written at once.</summary>
internal sealed class WorkerProgress(TextWriter output) : IProgressReporter
{
    private const long MillisecondsBetweenLines = 100;

    private readonly Lock sync = new();

    /// <inheritdoc/>
    public IProgressPhase Begin(string name, long total) => new Phase(this, name, total);

    /// <summary>Writes a line.</summary>
    public void Write(WorkerLine line)
    {
        string json = JsonSerializer.Serialize(line, ServeJson.Default.WorkerLine);
        lock (sync)
        {
            output.WriteLine(json);
            output.Flush();
        }
    }

    private sealed class Phase : IProgressPhase
    {
        private readonly WorkerProgress owner;
        private readonly string name;
        private readonly long total;
        private long done;
        private long written = Environment.TickCount64;

        public Phase(WorkerProgress owner, string name, long total)
        {
            (this.owner, this.name, this.total) = (owner, name, total);
            Write();
        }

        public void Advance(long steps = 1)
        {
            Interlocked.Add(ref done, steps);
            long last = Interlocked.Read(ref written);
            long now = Environment.TickCount64;
            if (now - last >= MillisecondsBetweenLines && Interlocked.CompareExchange(ref written, now, last) == last)
            {
                Write();
            }
        }

        public void Dispose() => Write();

        private void Write() => owner.Write(new WorkerLine { Phase = name, Done = Interlocked.Read(ref done), Total = total });
    }
}
