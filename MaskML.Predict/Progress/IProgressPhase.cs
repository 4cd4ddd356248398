namespace MaskML.Predict.Progress;

/// <summary>A phase under way. Can be advanced from several threads at once.</summary>
public interface IProgressPhase : IDisposable
{
    /// <summary>Tells that steps are done.</summary>
    /// <param name="steps">How many more.</param>
    void Advance(long steps = 1);
}
