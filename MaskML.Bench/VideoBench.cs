using System.Diagnostics;
using MaskML.Predict.Commands;
using MaskML.Predict.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Predict.Modeling;
using MaskML.Predict.Video;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>Frames a second of a video from end to end, against decoding it alone, and how often labels change with votes and without.</summary>
internal static class VideoBench
{
    /// <summary>Frames in which labels may change once.</summary>
    private const double Often = 200;

    /// <summary>Measures and prints.</summary>
    /// <param name="folder">The photos that the video is made of.</param>
    /// <param name="frames">How many frames.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="console">Where the figures go.</param>
    /// <param name="stop">Stops it.</param>
    public static void Run(string folder, int frames, MaskMLConfig config, CommandConsole console, CancellationToken stop)
    {
        string[] photos = [.. PhotoFiles.List([folder], null).Select(photo => photo.FullPath)];
        Cv2.SetLogLevel(LogLevel.SILENT);
        Cv2.SetNumThreads(1);
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        string clip = Path.Combine(scratch.Path, "clip.mp4");
        PannedClip.Write(clip, photos, frames);
        using MaskModel model = MaskModel.Load(config.Model);
        using IFaceDetector detector = VideoBatch.OpenDetector(config, console.Warn);
        var pipeline = new FacePipeline(model, detector, config.Predict);
        using (var first = new Mat(PannedClip.Size, MatType.CV_8UC3, Scalar.Black))
        {
            pipeline.Run(first);
        }

        console.Output.WriteLine(FormattableString.Invariant(
            $"{frames} frames of {PannedClip.Size.Width} x {PannedClip.Size.Height} pixels, {Environment.ProcessorCount} cores, detector {detector.Name}"));
        console.Output.WriteLine("                            frames/s  ms of CPU a frame");
        Measure("decoded alone", frames, console, () => Decode(clip, stop));
        var changes = new LabelChanges();
        var memory = new MemoryMarks(frames);
        Measure("every frame judged", frames, console, () => Judge(clip, pipeline, config, null, changes, memory, stop));
        Measure("and an annotated video", frames, console, () => Judge(clip, pipeline, config, Path.Combine(scratch.Path, "annotated.mp4"), new LabelChanges(), new MemoryMarks(frames), stop));
        console.Output.WriteLine(FormattableString.Invariant(
            $"label changes in {Often} frames of a track: {Often * changes.Frames / changes.Count:0.00} without votes, {Often * changes.Voted / changes.Count:0.00} with them ({changes.Count} faces)"));
        console.Output.WriteLine(FormattableString.Invariant($"memory {memory}"));
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
        var judge = new FrameJudge(pipeline.Model.Labels, config);
        using var frames = new RecordedFrames(CaptureFeed.OpenFile(clip), PannedClip.FramesPerSecond);
        using VideoOutput? output = picture is null
            ? null
            : new VideoOutput(picture, PannedClip.FramesPerSecond, live: false, config.Video.Codec, pipeline.Model.Labels);
        foreach ((VideoFrame frame, FaceFindings found) in VideoRun.Find(pipeline, frames, live: false, stop))
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

    private static void Measure(string name, int frames, CommandConsole console, Action work)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        double cpu = (process.TotalProcessorTime - before).TotalMilliseconds / frames;
        console.Output.WriteLine(FormattableString.Invariant($"{name,-26}  {frames / seconds,8:0.0}  {cpu,8:0.0}"));
    }
}
