using MaskML.Cli.Configuration;
using MaskML.Cli.Photos;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Photos;
using MaskML.Video.Analysis;
using MaskML.Video.Sinks;
using MaskML.Video.Sources;
using MaskML.Video.Watching;

namespace MaskML.Bench.Videos;

/// <summary>
/// Measures frames a second of a video from end to end against decoding alone, and how often labels change with and without votes.
/// </summary>
/// <param name="folder">Folder of the photos in the video; null for the group photos.</param>
/// <param name="frames">Number of frames; null for the default.</param>
internal sealed class VideoBench(string? folder = null, int? frames = null) : IBench
{
    private const int QuickFrames = 150;
    private const int FullFrames = 600;

    // Label changes are reported for this number of frames.
    private const double ChangePeriod = 200;

    private const string Decoded = "decoded alone";

    /// <inheritdoc/>
    public string Name => "video";

    /// <inheritdoc/>
    public string Title => $"frames of {PannedClip.Size.Width} x {PannedClip.Size.Height} pixels, from a file";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        int count = frames ?? (setup.Quick ? QuickFrames : FullFrames);
        MaskMLConfig config = BenchSetup.WithSharedYuNet(setup.Config);
        string[] photos = [.. PhotoFiles.List([folder ?? BenchSetup.GroupPhotos], null, _ => { }).Select(photo => photo.FullPath)];
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        string clip = Path.Combine(scratch.Path, "clip.mp4");
        PannedClip.Write(clip, photos, count);
        Add(Decoded, () => Decode(clip, cancellationToken));
        using MaskModel model = MaskModel.Load(config.Model);
        string[] detectors = config.Predict.Detector == FaceDetectors.Auto
            ? [YuNetFaceDetector.DetectorName, MaskNetFaceDetector.DetectorName]
            : [config.Predict.Detector];
        foreach (string detector in detectors)
        {
            sheet.Try(detector, () => AddDetector(model, config with { Predict = config.Predict with { Detector = detector } }));
        }

        sheet.Note($"{count:N0} frames, {Environment.ProcessorCount} cores");
        return Task.CompletedTask;

        void AddDetector(MaskModel model, MaskMLConfig config)
        {
            using IFaceDetector detector = VideoDetectors.Create(
                config.Predict.Detector, config.Detectors, config.Video);
            var pipeline = new FacePipeline(model, detector, config.Predict);
            using (var first = new Mat(PannedClip.Size, MatType.CV_8UC3, Scalar.Black))
            {
                pipeline.Run(first, cancellationToken: cancellationToken);
            }

            var changes = new LabelChanges();
            MemoryMarks Marks() => new(count, "frames", MemoryMarks.OfThisProcess);
            MemoryMarks memory = Marks();
            Add($"every frame judged, {detector.Name}", () => Judge(clip, pipeline, config, null, changes, memory, cancellationToken));
            string annotated = Path.Combine(scratch.Path, "annotated.mp4");
            Add(
                $"and an annotated video, {detector.Name}",
                () => Judge(clip, pipeline, config, annotated, new LabelChanges(), Marks(), cancellationToken));
            double unvoted = ChangePeriod * changes.Frames / changes.Count;
            double voted = ChangePeriod * changes.Voted / changes.Count;
            sheet.Note($"{detector.Name}: label changes in {ChangePeriod} frames of a track: "
                + $"{unvoted:0.00} without votes, {voted:0.00} with them ({changes.Count} faces)");
            sheet.Note($"{detector.Name}: memory {memory}");
        }

        void Add(string subject, Action work)
        {
            Cost cost = Cost.Of(work);
            sheet.Add(subject, "frames/s", count / cost.Seconds, baseline: Decoded);
            sheet.Add(subject, "CPU a frame", 1000 * cost.CpuSeconds / count, "ms");
        }
    }

    private static RecordedFrames Open(string clip) =>
        new(CaptureFeed.OpenFile(clip), new VideoOptions { FramesPerSecond = PannedClip.FramesPerSecond });

    private static void Decode(string clip, CancellationToken cancellationToken)
    {
        using RecordedFrames frames = Open(clip);
        foreach (VideoFrame frame in frames.Read(cancellationToken))
        {
            frame.Dispose();
        }
    }

    private static void Judge(
        string clip,
        FacePipeline pipeline,
        MaskMLConfig config,
        string? picture,
        LabelChanges changes,
        MemoryMarks memory,
        CancellationToken cancellationToken)
    {
        var analyzer = new FrameAnalyzer(pipeline.Model.Labels, config.Videos);
        using RecordedFrames frames = Open(clip);
        using Mp4Sink? sink = picture is null ? null : new Mp4Sink(picture, config.Video.Codec, blur: false);
        MaskModel model = pipeline.Model;
        sink?.Begin(new VideoInfo(clip, model.Labels, model.Sha256, frames.FramesPerSecond, frames.FrameCount, IsLive: false));
        foreach ((VideoFrame frame, PhotoPrediction found) in VideoWatcher.Find(pipeline, frames, cancellationToken))
        {
            FrameResult result = analyzer.Next(frame, found);
            changes.Add(found, result);
            memory.Pass(frame.Number);
            sink?.WriteFrame(result, frame.Pixels);
            frame.Dispose();
        }

        sink?.Finish();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
