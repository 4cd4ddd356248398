namespace MaskML.Predict.Progress;

/// <summary>Receives the progress of a long task.</summary>
public interface IProgressReporter
{
    /// <summary>Begins a phase; disposing the phase ends it.</summary>
    /// <param name="name">A short name, such as <c>decode</c>.</param>
    /// <param name="total">Number of steps in the phase.</param>
    IProgressPhase Begin(string name, long total);
}

/// <summary>A phase that is in progress. Its members are thread-safe.</summary>
public interface IProgressPhase : IDisposable
{
    /// <summary>Reports that steps are done.</summary>
    /// <param name="steps">Number of steps since the last call.</param>
    void Advance(long steps = 1);
}
