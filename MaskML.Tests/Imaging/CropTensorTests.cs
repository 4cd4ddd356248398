using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Imaging;

/// <summary>Crops become the same numbers in the stock ML.NET chain and in our batches.</summary>
public sealed class CropTensorTests
{
    private const int Size = 16;
    private const int Plane = Size * Size;

    [Theory]
    [InlineData(255, 0, 0)]
    [InlineData(0, 255, 0)]
    [InlineData(0, 0, 255)]
    [InlineData(13, 130, 201)]
    public void Planes_are_red_green_blue_in_the_stock_chain_and_in_a_batch(byte red, byte green, byte blue)
    {
        using var crop = new Mat(Size, Size, MatType.CV_8UC3, new Scalar(blue, green, red));
        float[] batched = Batched(crop);
        byte[] colours = [red, green, blue];
        Assert.Equal([.. colours.SelectMany(colour => Enumerable.Repeat((float)colour, Plane))], batched);
        Assert.Equal(Stock(crop), batched);
    }

    [Fact]
    public void Noise_gives_equal_numbers_in_the_stock_chain_and_in_a_batch()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using Mat crop = TinyModel.Noise(128, seed, Size);
            Assert.Equal(Stock(crop), Batched(crop));
        }
    }

    [Fact]
    public void Crops_of_any_size_are_copied_pixel_by_pixel()
    {
        for (int size = 1; size < 70; size++)
        {
            using Mat crop = TinyModel.Noise(128, size, size);
            IEnumerable<Vec3b> pixels = Enumerable.Range(0, size * size).Select(i => crop.At<Vec3b>(i / size, i % size));
            Assert.Equal(
                [.. pixels.Select(p => (float)p.Item2), .. pixels.Select(p => (float)p.Item1), .. pixels.Select(p => (float)p.Item0)],
                Batched(crop));
        }
    }

    [Fact]
    public void Photo_turned_by_its_exif_tag_gives_equal_upright_numbers()
    {
        // Upright: the upper half red, the lower half blue. Stored: turned counter-clockwise, with the tag that says so.
        using var upright = new Mat(60, 40, MatType.CV_8UC3, new Scalar(0, 0, 255));
        upright[new Rect(0, 30, 40, 30)].SetTo(new Scalar(255, 0, 0));
        using var stored = new Mat();
        Cv2.Rotate(upright, stored, RotateFlags.Rotate90Counterclockwise);
        using Mat photo = ImageDecoder.Decode(ExifJpeg.Encode(stored, ExifJpeg.TurnClockwise));
        Assert.Equal(new Size(40, 60), photo.Size());

        var cropper = new Cropper(Size, 0);
        using Mat whole = cropper.Whole(photo);
        float[] numbers = Batched(whole);
        Assert.Equal(Stock(whole), numbers);
        Assert.True(numbers[0] > 240 && numbers[Plane - 1] < 15, "red at the top only");
        Assert.True(numbers[2 * Plane] < 15 && numbers[(3 * Plane) - 1] > 240, "blue at the bottom only");

        using Mat face = cropper.Face(photo, new Rect(5, 20, 30, 30));
        Assert.Equal(Stock(face), Batched(face));
    }

    [Fact]
    public void Crop_inside_a_larger_picture_is_read_row_by_row()
    {
        using Mat photo = TinyModel.Noise(100, 3, 50);
        using var view = new Mat(photo, new Rect(7, 9, Size, Size));
        using Mat copy = view.Clone();
        Assert.Equal(Batched(copy), Batched(view));
        Assert.Equal(Stock(copy), Stock(view));
    }

    [Fact]
    public void Image_of_ml_net_comes_back_unchanged()
    {
        using Mat crop = TinyModel.Noise(90, 5, Size);
        using MLImage image = CropTensor.ToMLImage(crop);
        using Mat back = CropTensor.FromMLImage(image);
        Assert.Equal(Batched(crop), Batched(back));
    }

    [Fact]
    public void Other_pixel_formats_and_lengths_are_refused()
    {
        using var grey = new Mat(Size, Size, MatType.CV_8UC1);
        Assert.Contains("CV_8UC3", Assert.Throws<ArgumentException>(() => Batched(grey)).Message, StringComparison.Ordinal);
        using var crop = new Mat(Size, Size, MatType.CV_8UC3);
        Assert.Throws<ArgumentException>(() => CropTensor.Write(crop, new float[5]));
    }

    private static float[] Batched(Mat crop)
    {
        float[] tensor = new float[CropTensor.Length(crop.Rows)];
        CropTensor.Write(crop, tensor);
        return tensor;
    }

    private static float[] Stock(Mat crop)
    {
        var ml = new MLContext();
        ITransformer chain = ml.Transforms.ExtractPixels("input", nameof(Row.Image), ImagePixelExtractingEstimator.ColorBits.Rgb)
            .Fit(ml.Data.LoadFromEnumerable(Array.Empty<Row>()));
        using PredictionEngine<Row, Numbers> engine = ml.Model.CreatePredictionEngine<Row, Numbers>(chain);
        return engine.Predict(new Row { Image = CropTensor.ToMLImage(crop) }).Values;
    }

    private sealed class Row
    {
        [ImageType(Size, Size)]
        public required MLImage Image { get; init; }
    }

    private sealed class Numbers
    {
        [ColumnName("input")]
        public float[] Values { get; set; } = [];
    }
}
