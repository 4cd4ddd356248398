using MaskML.Cli.Configuration;
using MaskML.Cli.Photos;
using MaskML.Predict.Annotation;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;

namespace MaskML.Bench.Photos;

/// <summary>Measures each step for whole photos, on one thread.</summary>
internal sealed class PhotoBench : IBench
{
    private const string Whole = "whole photo";
    private const int QuickPhotos = 60;
    private const int FullPhotos = 400;

    /// <inheritdoc/>
    public string Name => "photo";

    /// <inheritdoc/>
    public string Title =>
        "group photos on one thread, from the file's bytes to those of the annotated picture: mean milliseconds of each step";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        MaskMLConfig config = setup.OnOneThread();
        string[] photos = [.. PhotoFiles.List([BenchSetup.GroupPhotos], null, _ => { }).Select(photo => photo.FullPath)
            .Take(setup.Quick ? QuickPhotos : FullPhotos)];
        using MaskModel model = MaskModel.Load(config.Model);
        foreach (string name in new[] { YuNetFaceDetector.DetectorName, MaskNetFaceDetector.DetectorName })
        {
            using IFaceDetector detector = FaceDetectors.Create(name, config.Detectors);
            var steps = new Steps(model, detector, config.Predict);
            steps.Run(ImageDecoder.ReadBytes(photos[0]));
            steps.Milliseconds.Clear();
            foreach (string photo in photos)
            {
                cancellationToken.ThrowIfCancellationRequested();
                steps.Run(ImageDecoder.ReadBytes(photo));
            }

            sheet.Add(Whole, name, steps.Milliseconds.Values.Sum() / photos.Length, "ms");
            foreach ((string step, double milliseconds) in steps.Milliseconds)
            {
                sheet.Add(step, name, milliseconds / photos.Length, "ms", Whole);
            }

            double faces = (double)steps.Faces / photos.Length;
            sheet.Note($"{name}: {photos.Length} photos, {faces:0.0} faces a photo");
        }

        return Task.CompletedTask;
    }

    /// <summary>The steps of <see cref="FacePipeline"/> and of the annotation, each timed.</summary>
    private sealed class Steps(MaskModel model, IFaceDetector detector, PredictOptions options)
    {
        private readonly Annotator annotator = new(model.Labels);
        private readonly FacePipeline pipeline = new(model, detector, options);

        public Dictionary<string, double> Milliseconds { get; } = new(StringComparer.Ordinal);

        public int Faces { get; private set; }

        public void Run(byte[] bytes)
        {
            using Mat photo = Time("decode", () => ImageDecoder.Decode(bytes));
            IReadOnlyList<Face> faces = Time("detect", () => detector.Detect(photo));
            Faces += faces.Count;
            Mat[] crops = Time("crop", () => faces.Select(face => model.Cropper.Face(photo, face.Box)).ToArray());
            IReadOnlyList<float[]> scores = Time("classify", () => model.Score(crops));
            LabelledFace[] labelled = [.. faces.Select((face, i) => pipeline.Label(face, scores[i]))];
            Time("annotate", () =>
            {
                annotator.Draw(photo, labelled);
                return true;
            });
            Time("encode", () => photo.ImEncode(".jpg"));
            Array.ForEach(crops, crop => crop.Dispose());
        }

        private T Time<T>(string step, Func<T> work)
        {
            long start = Stopwatch.GetTimestamp();
            T result = work();
            Milliseconds[step] = Milliseconds.GetValueOrDefault(step) + Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return result;
        }
    }
}
