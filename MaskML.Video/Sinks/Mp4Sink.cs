using MaskML.Predict.Annotation;
using MaskML.Video.Analysis;

namespace MaskML.Video.Sinks;

/// <summary>
/// Writes one annotated video. It is created with the first frame and published by <see cref="Finish"/>; without a frame there is none.
/// A live source is written in real time: frames are repeated or left out as the time asks.
/// </summary>
/// <param name="path">The MP4 file.</param>
/// <param name="codec">FourCC of the codec; empty for the best.</param>
/// <param name="blur">Whether faces are made unrecognisable.</param>
/// <param name="errors">Receives a warning when the video will not play in browsers; null for none.</param>
internal sealed class Mp4Sink(string path, string codec, bool blur, TextWriter? errors = null) : VideoSink
{
    private readonly Mat canvas = new();
    private VideoInfo? info;
    private FramePainter? painter;
    private FramePacer? pacer;
    private AtomicVideoFile? file;

    /// <inheritdoc/>
    public override void Begin(VideoInfo video)
    {
        info = video;
        painter = new FramePainter(new Annotator(video.Labels), blur);
        if (codec.Length == 0 && !FfmpegEncoder.IsAvailable)
        {
            errors?.WriteLine(
                "warning: the annotated video is written as MPEG-4, which browsers do not play; for H.264 install the program ffmpeg");
        }

        pacer = video.IsLive ? new FramePacer(video.FramesPerSecond) : null;
    }

    /// <inheritdoc/>
    public override void WriteFrame(FrameResult frame, Mat picture)
    {
        file ??= new AtomicVideoFile(path, frame.Size, info!.FramesPerSecond, codec);
        picture.CopyTo(canvas);
        painter!.Draw(canvas, frame);
        file.Write(canvas, pacer?.Copies(frame.Time) ?? 1);
    }

    /// <inheritdoc/>
    public override void Finish() => file?.Publish();

    /// <inheritdoc/>
    public override void Dispose()
    {
        file?.Dispose();
        canvas.Dispose();
        base.Dispose();
    }
}
