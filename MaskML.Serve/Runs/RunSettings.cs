using System.Diagnostics;
using MaskML.Train.Runs;

namespace MaskML.Serve.Runs;

/// <summary>What the service needs for runs, trainings and promotion.</summary>
public sealed record RunSettings
{
    /// <summary>Options of training and the comparison of models, with the folder of runs and the live model.</summary>
    public TrainOptions Training { get; init; } = new();

    /// <summary>Folder of the images that people have labelled, a source of trainings once it exists; null for none.</summary>
    public string? Reviewed { get; init; }

    /// <summary>
    /// The command of a training that runs <see cref="Trainings.TrainingWorker"/> on some folders with a weight each; null where the
    /// service trains nothing.
    /// </summary>
    public Func<IReadOnlyList<(string Folder, double Weight)>, ProcessStartInfo>? Train { get; init; }
}
