using MaskML.Predict.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using OpenCvSharp;

namespace MaskML.Train.Features;

/// <summary>
/// Images to crops as the saved model makes them: one of the right size is taken as it is, any other goes through ML.NET's own
/// resizing, the first step of the model's chain. So training sees what prediction will see.
/// </summary>
/// <param name="size">Side of the crops in pixels.</param>
internal sealed class StockResizer(int size)
{
    private readonly MLContext ml = new();
    private ITransformer? resize;

    /// <summary>Side of the crops in pixels.</summary>
    public int Size => size;

    /// <summary>The first step of the model's chain.</summary>
    public static ImageResizingEstimator Estimator(MLContext ml, string output, string input, int size) =>
        ml.Transforms.ResizeImages(output, size, size, input, ImageResizingEstimator.ResizingKind.IsoCrop);

    /// <summary>Copies an image into a BGR crop, owned by the caller.</summary>
    public Mat ToCrop(MLImage image)
    {
        if (image.Width == size && image.Height == size)
        {
            return CropTensor.FromMLImage(image);
        }

        IDataView row = ml.Data.LoadFromEnumerable([new ImageOnly { Image = image }]);
        resize ??= Estimator(ml, "Crop", nameof(ImageOnly.Image), size).Fit(row);
        IDataView resized = resize.Transform(row);
        using DataViewRowCursor cursor = resized.GetRowCursor([resized.Schema["Crop"]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(resized.Schema["Crop"]);
        cursor.MoveNext();
        MLImage crop = null!;
        getter(ref crop);
        using (crop)
        {
            return CropTensor.FromMLImage(crop);
        }
    }

    private sealed class ImageOnly
    {
        // The numbers only say that it is an image of known type; the resizing asks each image for its own size.
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
