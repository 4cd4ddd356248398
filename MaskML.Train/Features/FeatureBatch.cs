using System.Runtime.InteropServices;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Train.Caching;
using OpenCvSharp;

namespace MaskML.Train.Features;

/// <summary>Crops that wait to go through the backbone together. Belongs to one worker.</summary>
internal sealed class FeatureBatch
{
    private readonly Backbone backbone;
    private readonly IContentCache cache;
    private readonly float[] input;
    private readonly float[] output;
    private readonly (byte[] Key, float[] Target)[] waiting;
    private int count;

    /// <summary>Creates an empty batch.</summary>
    public FeatureBatch(Backbone backbone, IContentCache cache, int size)
    {
        this.backbone = backbone;
        this.cache = cache;
        input = new float[size * CropTensor.Length(backbone.InputSize)];
        output = new float[size * backbone.FeatureCount];
        waiting = new (byte[], float[])[size];
    }

    /// <summary>Adds a crop, and runs the batch when it is full.</summary>
    /// <param name="crop">A BGR crop of the backbone's input size.</param>
    /// <param name="key">The cache key of its features.</param>
    /// <param name="target">Takes its features when the batch has run.</param>
    public void Add(Mat crop, byte[] key, float[] target)
    {
        int length = CropTensor.Length(backbone.InputSize);
        CropTensor.Write(crop, input.AsSpan(count * length, length));
        waiting[count++] = (key, target);
        if (count == waiting.Length)
        {
            Run();
        }
    }

    /// <summary>Runs what waits.</summary>
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
            features.CopyTo(waiting[i].Target);
            cache.Add(waiting[i].Key, MemoryMarshal.AsBytes(features));
        }

        count = 0;
    }
}
