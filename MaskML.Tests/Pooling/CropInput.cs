using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using OpenCvSharp;

namespace MaskML.Tests.Pooling;

/// <summary>The input row of a program that uses a model of MaskML without our types.</summary>
internal sealed class CropInput
{
    [ImageType(TinyModel.Size, TinyModel.Size)]
    public required MLImage Image { get; init; }

    public static CropInput Bright()
    {
        using Mat crop = TinyModel.Noise(200, 1);
        return new CropInput { Image = CropTensor.ToMLImage(crop) };
    }
}
