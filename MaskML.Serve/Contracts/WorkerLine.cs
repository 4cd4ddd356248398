using System.Text.Json;

namespace MaskML.Serve.Contracts;

/// <summary>A line that a training process writes, as JSON; each has some of the values.</summary>
internal sealed record WorkerLine
{
    /// <summary>Name of the phase that is in progress.</summary>
    public string? Phase { get; init; }

    /// <summary>Steps that are done.</summary>
    public long Done { get; init; }

    /// <summary>Steps of the phase.</summary>
    public long Total { get; init; }

    /// <summary>A warning.</summary>
    public string? Warning { get; init; }

    /// <summary>Name of the run, which is complete now.</summary>
    public string? Run { get; init; }

    /// <summary>The comparison with the live model, a <see cref="ComparisonAnswer"/>.</summary>
    public JsonElement? Comparison { get; init; }

    /// <summary>Why the run cannot be compared with the live model.</summary>
    public string? NotComparable { get; init; }
}
