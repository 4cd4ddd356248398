using MaskML.Bench.Results;
using MaskML.Cli.Configuration;
using MaskML.Cli.Photos;
using MaskML.Cli.Videos;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Video.Frames;
using MaskML.Video.Sinks;
using MaskML.Video.Sources;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>Frames a second of a video from end to end, against decoding it alone, and how often labels change with votes and without.</summary>
/// <param name="folder">The photos that the video is made of; null for the group photos.</param>
/// <param name="frames">How many frames; null for the usual number.</param>
internal sealed class VideoBench(string? folder = null, int? frames = null) : IBench
{
    private const int QuickFrames = 150;
    private const int FullFrames = 600;

    // Frames in which labels may change once.
    private const double Often = 200;

    private const string Decoded = "decoded alone";

    /// <inheritdoc/>
    public string Name => "video";

    /// <inheritdoc/>
    public string Title => FormattableString.Invariant($"frames of {PannedClip.Size.Width} x {PannedClip.Size.Height} pixels, from a file");

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken stop)
    {
        int count = frames ?? (setup.Quick ? QuickFrames : FullFrames);
        MaskMLConfig config = BenchSetup.WithSharedYuNet(setup.Config);
        string[] photos = [.. PhotoFiles.List([folder ?? BenchSetup.Shared("data/group-photos/photos")], null).Select(photo => photo.FullPath)];
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        string clip = Path.Combine(scratch.Path, "clip.mp4");
        PannedClip.Write(clip, photos, count);
        Add(Decoded, () => Decode(clip, stop));
        using MaskModel model = MaskModel.Load(config.Model);
        string[] detectors = config.Predict.Detector == FaceDetectors.Auto
            ? [YuNetFaceDetector.DetectorName, MaskNetFaceDetector.DetectorName]
            : [config.Predict.Detector];
        foreach (string detector in detectors)
        {
            try
            {
                AddDetector(model, config with { Predict = config.Predict with { Detector = detector } });
            }
            catch (InputException e)
            {
                sheet.NotMeasured(detector, e.Message);
            }
        }

        sheet.Note(FormattableString.Invariant($"{count:N0} frames, {Environment.ProcessorCount} cores"));
        return Task.CompletedTask;

        void AddDetector(MaskModel model, MaskMLConfig config)
        {
            using IFaceDetector detector = VideoBatch.OpenDetector(config, setup.Console.Warn);
            var pipeline = new FacePipeline(model, detector, config.Predict);
            using (var first = new Mat(PannedClip.Size, MatType.CV_8UC3, Scalar.Black))
            {
                pipeline.Run(first);
            }

            var changes = new LabelChanges();
            var memory = new MemoryMarks(count);
            Add($"every frame judged, {detector.Name}", () => Judge(clip, pipeline, config, null, changes, memory, stop));
            Add(
                $"and an annotated video, {detector.Name}",
                () => Judge(clip, pipeline, config, Path.Combine(scratch.Path, "annotated.mp4"), new LabelChanges(), new MemoryMarks(count), stop));
            sheet.Note(FormattableString.Invariant(
                $"{detector.Name}: label changes in {Often} frames of a track: {Often * changes.Frames / changes.Count:0.00} without votes, {Often * changes.Voted / changes.Count:0.00} with them ({changes.Count} faces)"));
            sheet.Note($"{detector.Name}: memory {memory}");
        }

        void Add(string subject, Action work)
        {
            Cost cost = Cost.Of(work);
            sheet.Add(subject, "frames/s", count / cost.Seconds, baseline: Decoded);
            sheet.Add(subject, "CPU a frame", 1000 * cost.CpuSeconds / count, "ms");
        }
    }

    private static void Decode(string clip, CancellationToken stop)
    {
        using var frames = new RecordedFrames(CaptureFeed.OpenFile(clip), PannedClip.FramesPerSecond);
        foreach (VideoFrame frame in frames.Read(stop))
        {
            frame.Dispose();
        }
    }

    private static void Judge(string clip, FacePipeline pipeline, MaskMLConfig config, string? picture, LabelChanges changes, MemoryMarks memory, CancellationToken stop)
    {
        var judge = new FrameJudge(pipeline.Model.Labels, config.Videos);
        using var frames = new RecordedFrames(CaptureFeed.OpenFile(clip), PannedClip.FramesPerSecond);
        using VideoOutput? output = picture is null
            ? null
            : new VideoOutput(picture, PannedClip.FramesPerSecond, live: false, config.Video.Codec, pipeline.Model.Labels);
        foreach ((VideoFrame frame, PhotoPrediction found) in VideoRun.Find(pipeline, frames, live: false, stop))
        {
            FrameResult result = judge.Next(frame, found);
            changes.Add(found, result);
            memory.Pass(frame.Number);
            output?.Add(frame, result);
            frame.Dispose();
        }

        output?.Publish();
        stop.ThrowIfCancellationRequested();
    }
}
