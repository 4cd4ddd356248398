using Microsoft.ML.Data;

namespace MaskML.Predict.Imaging;

/// <summary>A crop as the backbone's numbers, and as the image that ML.NET's own chain takes. Both give the same features.</summary>
internal static class CropTensor
{
    /// <summary>Number of values in the tensor of one crop.</summary>
    /// <param name="size">Side of the crop in pixels.</param>
    public static int Length(int size) => 3 * size * size;

    /// <summary>Writes a crop as three planes, red, green and blue, each value 0..255, in row order.</summary>
    /// <param name="crop">A BGR crop of type <see cref="MatType.CV_8UC3"/>.</param>
    /// <param name="tensor">Takes <c>3·height·width</c> values.</param>
    public static unsafe void Write(Mat crop, Span<float> tensor)
    {
        if (crop.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"The crop is of type {crop.Type()}, expected CV_8UC3 (BGR).", nameof(crop));
        }

        (int rows, int columns) = (crop.Rows, crop.Cols);
        int plane = rows * columns;
        if (tensor.Length != 3 * plane)
        {
            throw new ArgumentException($"The tensor takes {tensor.Length} values, expected {3 * plane}.", nameof(tensor));
        }

        Span<float> red = tensor[..plane];
        Span<float> green = tensor.Slice(plane, plane);
        Span<float> blue = tensor[(2 * plane)..];
        int at = 0;
        for (int y = 0; y < rows; y++)
        {
            var row = new ReadOnlySpan<byte>((void*)crop.Ptr(y), 3 * columns);
            int done = PixelPlanes.Write(row, red[at..], green[at..], blue[at..]);
            at += done;
            for (int x = 3 * done; x < row.Length; x += 3, at++)
            {
                blue[at] = row[x];
                green[at] = row[x + 1];
                red[at] = row[x + 2];
            }
        }
    }

    /// <summary>
    /// Copies a BGR crop into an image for ML.NET, which disposes it when it extracts the pixels: create one for each prediction.
    /// </summary>
    /// <param name="crop">A BGR crop of type <see cref="MatType.CV_8UC3"/>.</param>
    public static unsafe MLImage ToMLImage(Mat crop)
    {
        using var pixels = new Mat();
        Cv2.CvtColor(crop, pixels, ColorConversionCodes.BGR2BGRA);
        var bytes = new ReadOnlySpan<byte>((void*)pixels.Data, checked((int)(pixels.Total() * 4)));
        return MLImage.CreateFromPixels(pixels.Width, pixels.Height, MLPixelFormat.Bgra32, bytes);
    }

    /// <summary>Copies an image of ML.NET into a BGR picture, owned by the caller. Transparency is dropped.</summary>
    /// <param name="image">An image in <see cref="MLPixelFormat.Bgra32"/> or <see cref="MLPixelFormat.Rgba32"/>.</param>
    public static unsafe Mat FromMLImage(MLImage image)
    {
        var picture = new Mat();
        fixed (byte* start = image.Pixels)
        {
            using Mat pixels = Mat.FromPixelData(image.Height, image.Width, MatType.CV_8UC4, (IntPtr)start);
            Cv2.CvtColor(
                pixels, picture, image.PixelFormat == MLPixelFormat.Bgra32 ? ColorConversionCodes.BGRA2BGR : ColorConversionCodes.RGBA2BGR);
        }

        return picture;
    }
}
