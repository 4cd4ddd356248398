using MaskML.Predict.Imaging;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Train.Features;

/// <summary>
/// Makes crops as the saved model does, so that training sees the same pixels as prediction: an image of the right size is used as it is,
/// any other goes through ML.NET's resizing, the first step of the model's chain.
/// </summary>
/// <param name="size">Side of the crops in pixels.</param>
internal sealed class StockResizer(int size)
{
    private readonly MLContext ml = new();
    private ITransformer? resize;

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
        // A column of images needs a size; the resizing uses the size of each image instead.
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}
