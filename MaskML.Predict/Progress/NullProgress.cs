namespace MaskML.Predict.Progress;

/// <summary>Ignores all progress.</summary>
public sealed class NullProgress : IProgressReporter
{
    private NullProgress()
    {
    }

    /// <summary>The only instance.</summary>
    public static NullProgress Instance { get; } = new();

    /// <inheritdoc/>
    public IProgressPhase Begin(string name, long total) => Phase.Instance;

    private sealed class Phase : IProgressPhase
    {
        public static readonly Phase Instance = new();

        public void Advance(long steps = 1)
        {
        }

        public void Dispose()
        {
        }
    }
}
