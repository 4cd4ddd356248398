using System.Runtime.InteropServices;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Train.Caching;

namespace MaskML.Train.Features;

/// <summary>Crops that go through the backbone together. Not thread-safe: each worker has a batch of its own.</summary>
internal sealed class FeatureBatch(Backbone backbone, IContentCache cache, int size)
{
    private readonly float[] input = new float[size * CropTensor.Length(backbone.InputSize)];
    private readonly float[] output = new float[size * backbone.FeatureCount];
    private readonly (byte[] Key, Memory<float> Target)[] pending = new (byte[], Memory<float>)[size];
    private int count;

    /// <summary>Adds a crop, and runs the batch if it is full.</summary>
    /// <param name="crop">A BGR crop of the backbone's input size.</param>
    /// <param name="key">The cache key of its features.</param>
    /// <param name="target">Receives its features when the batch has run; empty if the cache alone is to have them.</param>
    public void Add(Mat crop, byte[] key, Memory<float> target)
    {
        int length = CropTensor.Length(backbone.InputSize);
        CropTensor.Write(crop, input.AsSpan(count * length, length));
        pending[count++] = (key, target);
        if (count == pending.Length)
        {
            Run();
        }
    }

    /// <summary>Runs the crops that were added.</summary>
    public void Run()
    {
        if (count == 0)
        {
            return;
        }

        int length = CropTensor.Length(backbone.InputSize);
        backbone.Run(input.AsMemory(0, count * length), count, output.AsMemory(0, count * backbone.FeatureCount));
        for (int i = 0; i < count; i++)
        {
            Span<float> features = output.AsSpan(i * backbone.FeatureCount, backbone.FeatureCount);
            if (!pending[i].Target.IsEmpty)
            {
                features.CopyTo(pending[i].Target.Span);
            }

            cache.Add(pending[i].Key, MemoryMarshal.AsBytes(features));
        }

        count = 0;
    }
}
