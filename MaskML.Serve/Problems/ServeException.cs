namespace MaskML.Serve.Problems;

/// <summary>Ends a request with a problem as its answer.</summary>
/// <param name="kind">Name of the problem's kind.</param>
/// <param name="detail">What was found, what was expected, and what to do.</param>
/// <param name="inner">The cause; null if there is none.</param>
internal sealed class ServeException(string kind, string detail, Exception? inner = null) : Exception(detail, inner)
{
    /// <summary>Kind of the problem.</summary>
    public ProblemKind Kind { get; } = ProblemKind.Of(kind);
}
