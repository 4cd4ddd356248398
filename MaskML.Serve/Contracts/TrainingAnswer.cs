using System.Text.Json;

namespace MaskML.Serve.Contracts;

/// <summary>What can be trained on, and the trainings since the service started.</summary>
/// <param name="Sources">The sources, with the weight that the configuration gives them.</param>
/// <param name="Running">Id of the training that runs; null for none.</param>
/// <param name="Trainings">The latest trainings, the newest first, without their comparisons.</param>
internal sealed record TrainingsAnswer(
    IReadOnlyList<SourceAnswer> Sources, string? Running, IReadOnlyList<TrainingAnswer> Trainings);

/// <summary>A source of a training.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">How much it counts; all count alike by default, whatever their size.</param>
internal sealed record SourceAnswer(string Name, double Weight = 1);

/// <summary>The body that starts a training.</summary>
/// <param name="Sources">The sources; null for all.</param>
internal sealed record TrainingRequest(IReadOnlyList<SourceAnswer>? Sources = null);

/// <summary>A training.</summary>
internal sealed record TrainingAnswer
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>running, done, failed or cancelled.</summary>
    public required string State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Its sources.</summary>
    public required IReadOnlyList<SourceAnswer> Sources { get; init; }

    /// <summary>The phase that is in progress; null before the first.</summary>
    public string? Phase { get; init; }

    /// <summary>Steps of the phase that are done.</summary>
    public long Done { get; init; }

    /// <summary>Steps of the phase.</summary>
    public long Total { get; init; }

    /// <summary>Warnings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Name of its run, once it is complete.</summary>
    public string? Run { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// The comparison with the live model, as <c>/v1/runs/compare</c> gives it. It comes before <see cref="Run"/>: until then the run's
    /// report and pictures are not there, and it cannot be promoted.
    /// </summary>
    public JsonElement? Comparison { get; init; }

    /// <summary>Why the run cannot be compared with the live model.</summary>
    public string? NotComparable { get; init; }
}
