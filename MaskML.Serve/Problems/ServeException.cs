namespace MaskML.Serve.Problems;

/// <summary>A request that is answered with a problem.</summary>
/// <param name="kind">Name of the problem's kind.</param>
/// <param name="detail">What was found, what was expected, and what to do.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
internal sealed class ServeException(string kind, string detail, Exception? inner = null) : Exception(detail, inner)
{
    /// <summary>The kind.</summary>
    public ProblemKind Kind { get; } = ProblemKind.Of(kind);
}
