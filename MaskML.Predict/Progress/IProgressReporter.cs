namespace MaskML.Predict.Progress;

/// <summary>Where a long task says how far it is.</summary>
public interface IProgressReporter
{
    /// <summary>Begins a phase; disposing it ends it.</summary>
    /// <param name="name">Short name, such as <c>decode</c>.</param>
    /// <param name="total">Number of steps to come.</param>
    IProgressPhase Begin(string name, long total);
}
