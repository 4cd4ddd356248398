using MaskML.Predict.Models;
using OpenCvSharp;

namespace MaskML.Tests.Pooling.Stress;

/// <summary>Models with known answers to some crops, so that an answer can be traced to its model.</summary>
internal sealed class KnownModels : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly Dictionary<string, float[][]> answers = new(StringComparer.Ordinal);

    /// <summary>Loads each model and records its answers.</summary>
    /// <param name="paths">The zips.</param>
    /// <param name="crops">The crops. This object disposes them.</param>
    public KnownModels(IReadOnlyList<string> paths, IReadOnlyList<Mat> crops)
    {
        Crops = crops;
        Hashes = [.. paths.Select(path =>
        {
            using var model = MaskModel.Load(path);
            answers[model.Sha256] = [.. model.Score(crops)];
            return model.Sha256;
        })];
        for (int i = 1; i < Hashes.Count; i++)
        {
            if (Gives(Hashes[0], answers[Hashes[i]]))
            {
                throw new ArgumentException(
                    $"{paths[0]} and {paths[i]} give the same answers, so a mix-up would not be noticed.", nameof(paths));
            }
        }
    }

    /// <summary>The crops with known answers.</summary>
    public IReadOnlyList<Mat> Crops { get; }

    /// <summary>Hashes of the models, in the given order.</summary>
    public IReadOnlyList<string> Hashes { get; }

    /// <summary>Whether a model gives this answer to a crop.</summary>
    public bool Gives(string sha256, int crop, float[] scores) =>
        answers.TryGetValue(sha256, out float[][]? known)
        && known[crop].Length == scores.Length
        && known[crop].Zip(scores).All(pair => Math.Abs(pair.First - pair.Second) < Tolerance);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat crop in Crops)
        {
            crop.Dispose();
        }
    }

    private bool Gives(string sha256, float[][] all) => Enumerable.Range(0, all.Length).Any(crop => Gives(sha256, crop, all[crop]));
}
