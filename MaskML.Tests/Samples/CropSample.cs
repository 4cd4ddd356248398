// <sample>
using MaskML.Predict.Models;
using OpenCvSharp;
// </sample>

namespace MaskML.Tests.Samples;

/// <summary>The program of docs/embed.md that labels a face whose box is known.</summary>
internal static class CropSample
{
    public static void Run(string[] args)
    {
        // <sample>
        using MaskModel model = MaskModel.Load(args[0]);
        using Mat photo = Cv2.ImRead(args[1]);
        using Mat crop = model.Cropper.Face(photo, new Rect(202, 79, 40, 46)); // the face's box in the photo
        float[] scores = model.Score([crop])[0];                               // in the order of model.Labels
        Console.WriteLine(string.Join(", ", model.Labels.Zip(scores, (label, score) => $"{label} {score:P0}")));
        // </sample>
    }
}
