using MaskML.Predict.Progress;

namespace MaskML.Tests.Synth;

/// <summary>Records phases that have ended, such as "draw 3/3".</summary>
internal sealed class SilentProgress : IProgressReporter
{
    public List<string> Phases { get; } = [];

    public IProgressPhase Begin(string name, long total) => new Phase(this, name, total);

    private sealed class Phase(SilentProgress owner, string name, long total) : IProgressPhase
    {
        private long done;

        public void Advance(long steps = 1) => Interlocked.Add(ref done, steps);

        public void Dispose() => owner.Phases.Add(FormattableString.Invariant($"{name} {done}/{total}"));
    }
}
