using System.Diagnostics;
using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Evaluation;
using MaskML.Predict.Faces;
using MaskML.Predict.Modeling;
using MaskML.Predict.Progress;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>The face detectors, each with the live model, and a peer, by the same evaluation of the same annotated photos.</summary>
internal static class DetectorsBench
{
    private const int MinSize = 20;

    /// <summary>Measures and prints a row for each detector.</summary>
    /// <param name="photos">Folder of the photos.</param>
    /// <param name="annotations">What is in them.</param>
    /// <param name="aizoo">Folder of the peer; null for none.</param>
    /// <param name="config">The model, and the parameters of the detectors.</param>
    /// <param name="output">Takes the table.</param>
    /// <param name="stop">Stops the work.</param>
    public static void Run(string photos, string annotations, string? aizoo, MaskMLConfig config, TextWriter output, CancellationToken stop)
    {
        var run = new EvaluationRun(
            photos, AnnotationFile.Read(annotations), config.Data.MaxMegapixels, NullProgress.Instance, (photo, error) => throw new InputException($"{photo}: {error}"));
        using MaskModel model = MaskModel.Load(config.Model);
        output.WriteLine("detector   with_mask: found 20-40  found >=40   all: recall  precision   labels right   F1 with  F1 without   macro F1   ms/photo");
        foreach (string name in FaceDetectors.Names.Where(name => name is not (FaceDetectors.Auto or WholeImageDetector.DetectorName)))
        {
            try
            {
                using IFaceDetector detector = FaceDetectors.Create(name, config.WithDetectorThreads(1), _ => { });
                var pipeline = new FacePipeline(model, detector, config.Predict);
                Print(name, pixels => [.. pipeline.Run(pixels).Faces.Select(face => new FoundFace(face.Face, face.Label))], model.Labels);
            }
            catch (InputException e)
            {
                output.WriteLine($"{name,-10} {e.Message}");
            }
        }

        if (aizoo is not null)
        {
            using var peer = new AizooDetector(aizoo);
            Print(AizooDetector.Name, peer.Detect, [FaceLabels.WithMask, FaceLabels.WithoutMask]);
        }

        void Print(string name, Func<Mat, IReadOnlyList<FoundFace>> judge, IReadOnlyList<string> labels)
        {
            (IReadOnlyList<JudgedPhoto> judged, double milliseconds, _) = run.Run(
                pixels =>
                {
                    long start = Stopwatch.GetTimestamp();
                    IReadOnlyList<FoundFace> faces = judge(pixels);
                    return (faces, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                },
                stop);
            var m = FaceMetrics.Of(judged, labels, MinSize);
            IReadOnlyDictionary<string, double?>? masked = m.RecallBySize.GetValueOrDefault(FaceLabels.WithMask);
            output.WriteLine(FormattableString.Invariant(
                $"{name,-10} {masked?["20-40"],27:P1} {masked?[">=40"],11:P1} {m.Recall,13:P1} {m.Precision,10:P1} {m.LabelAccuracy,14:P1} {m.EndToEnd.GetValueOrDefault(FaceLabels.WithMask)?.F1,9:0.000} {m.EndToEnd.GetValueOrDefault(FaceLabels.WithoutMask)?.F1,11:0.000} {m.MacroF1,10:0.000} {milliseconds,10:0.0}"));
        }
    }
}
