using System.Diagnostics;
using MaskML.Predict.Imaging;
using MaskML.Predict.Modeling;

namespace MaskML.Bench;

/// <summary>Time of a backbone for one face, on one thread, against another backbone.</summary>
internal static class FeaturesBench
{
    private static readonly int[] Batches = [1, 32];
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1.5);
    private const int Rounds = 5;

    /// <summary>Measures and prints.</summary>
    public static void Run(IReadOnlyList<string> names, TextWriter output, CancellationToken stop)
    {
        Backbone[] backbones = [.. names.Select(name => Backbone.Open(name))];
        output.WriteLine("backbone                    input  batch   ms/face  faces/s  against the first  file");
        foreach (int batch in Batches)
        {
            // The backbones take turns, so that a machine that changes its speed changes it for all.
            var times = backbones.Select(_ => new List<double>()).ToArray();
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < backbones.Length; i++)
                {
                    stop.ThrowIfCancellationRequested();
                    times[i].Add(Measure(backbones[i], batch));
                }
            }

            double[] median = [.. times.Select(t => t.Order().ElementAt(t.Count / 2))];
            for (int i = 0; i < backbones.Length; i++)
            {
                output.WriteLine(FormattableString.Invariant(
                    $"{backbones[i].Name,-26} {backbones[i].InputSize,4}px  {batch,5}  {median[i],8:0.000}  {1000 / median[i],7:0}  {median[0] / median[i],10:0.0}x faster  {backbones[i].Onnx.Length / 1e6:0.0} MB"));
            }
        }

        foreach (Backbone backbone in backbones)
        {
            backbone.Dispose();
        }
    }

    private static double Measure(Backbone backbone, int batch)
    {
        float[] input = new float[batch * CropTensor.Length(backbone.InputSize)];
        var random = new Random(1);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = random.Next(256);
        }

        float[] features = new float[batch * backbone.FeatureCount];
        backbone.Run(input, batch, features);
        var watch = Stopwatch.StartNew();
        int faces = 0;
        while (watch.Elapsed < Least / Rounds)
        {
            backbone.Run(input, batch, features);
            faces += batch;
        }

        return watch.Elapsed.TotalMilliseconds / faces;
    }
}
