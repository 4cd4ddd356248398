using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using OpenCvSharp;
using OpenCvSharp.ImgHash;

namespace MaskML.Serve.Review;

/// <summary>A face on its way into the review: cut from its photo, not encoded yet.</summary>
/// <param name="Crop">What the model saw.</param>
/// <param name="Surroundings">A larger part of the photo, with the crop marked.</param>
/// <param name="About">What is known of it; without id and hash.</param>
internal sealed record Candidate(Mat Crop, Mat Surroundings, ReviewCrop About) : IDisposable
{
    // The crop lies in the middle of three times its side, shown with at most so many pixels.
    private const double Margin = 1;
    private const int LongestSide = 320;
    private const int Quality = 85;

    private static readonly Scalar Mark = new(255, 255, 255);

    /// <summary>Cuts a face.</summary>
    /// <param name="photo">The photo; it is not changed.</param>
    /// <param name="face">The face and what the model says of it.</param>
    /// <param name="found">What is said of the photo.</param>
    /// <param name="cropper">The model's cropper.</param>
    /// <param name="isCrop">Whether the photo as a whole is the crop.</param>
    /// <param name="about">Time, source, name and reason; the rest is filled in.</param>
    public static Candidate Cut(Mat photo, LabelledFace face, PhotoPrediction found, Cropper cropper, bool isCrop, ReviewCrop about)
    {
        Rect square = isCrop ? face.Face.Box : Cropper.Square(face.Face.Box, cropper.Margin);
        Rect part = Cropper.Square(square, Margin) & new Rect(0, 0, photo.Width, photo.Height);
        double scale = Math.Min(1, (double)LongestSide / Math.Max(part.Width, part.Height));
        using var view = new Mat(photo, part);
        Mat surroundings = scale < 1 ? view.Resize(new Size(), scale, scale, InterpolationFlags.Area) : view.Clone();
        if (!isCrop)
        {
            Cv2.Rectangle(
                surroundings,
                new Point((square.Left - part.Left) * scale, (square.Top - part.Top) * scale),
                new Point((square.Right - part.Left) * scale, (square.Bottom - part.Top) * scale),
                Mark);
        }

        return new Candidate(CutCrop(photo, face.Face.Box, cropper, isCrop), surroundings, about with
        {
            Label = face.Label,
            Confidence = face.Confidence,
            Scores = found.Labels.Zip(face.Scores).ToDictionary(pair => pair.First, pair => pair.Second),
            Model = found.ModelSha256,
        });
    }

    /// <summary>The crop with its perceptual hash.</summary>
    public ReviewCrop Hashed()
    {
        using var hash = PHash.Create();
        using var bits = new Mat();
        hash.Compute(Crop, bits);
        return About with { Hash = BitConverter.ToUInt64([.. Enumerable.Range(0, 8).Select(i => bits.At<byte>(0, i))]) };
    }

    /// <summary>Encodes the pictures.</summary>
    public (byte[] Picture, byte[] Surroundings) Encode() =>
        (Crop.ImEncode(".png"), Surroundings.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality)));

    /// <inheritdoc/>
    public void Dispose()
    {
        Crop.Dispose();
        Surroundings.Dispose();
    }

    private static Mat CutCrop(Mat photo, Rect box, Cropper cropper, bool isCrop)
    {
        if (!isCrop)
        {
            return cropper.Face(photo, box);
        }

        using var view = new Mat(photo, box);
        return cropper.Whole(view);
    }
}
