using MaskML.Predict.Files;
using MaskML.Video.Sources;

namespace MaskML.Video.Sinks;

/// <summary>A video file that is written beside its destination and moved there when it is complete; otherwise it leaves nothing.</summary>
internal sealed class AtomicVideoFile : IDisposable
{
    private readonly string path;
    private readonly ScratchFolder scratch;
    private readonly string beside;
    private readonly FfmpegEncoder? program;
    private readonly VideoWriter? writer;
    private readonly Size size;
    private long frames;

    static AtomicVideoFile() => FfmpegLog.TurnOff();

    /// <summary>Opens the video for writing.</summary>
    /// <param name="path">The MP4 file; its folder exists.</param>
    /// <param name="size">Size of the frames in pixels.</param>
    /// <param name="framesPerSecond">Frames per second.</param>
    /// <param name="codec">FourCC of the codec; empty for what browsers play, where ffmpeg is there, otherwise MPEG-4.</param>
    /// <exception cref="UsageException">The codec cannot be written.</exception>
    public AtomicVideoFile(string path, Size size, double framesPerSecond, string codec)
    {
        if (codec.Length is not (0 or 4))
        {
            throw new UsageException($"video.codec: found `{codec}`, expected four letters such as mp4v, or none.");
        }

        this.path = path;
        this.size = size;
        scratch = new ScratchFolder(Path.GetDirectoryName(path)!);
        beside = Path.Combine(scratch.Path, "video.mp4");
        if (codec.Length == 0 && FfmpegEncoder.IsAvailable)
        {
            program = new FfmpegEncoder(beside, size, framesPerSecond);
            return;
        }

        codec = codec.Length == 0 ? "mp4v" : codec;
        int fourCC = VideoWriter.FourCC(codec[0], codec[1], codec[2], codec[3]);
        writer = new VideoWriter(beside, VideoCaptureAPIs.FFMPEG, fourCC, framesPerSecond, size);
        if (!writer.IsOpened())
        {
            Dispose();
            throw new UsageException(
                $"video.codec: OpenCV cannot write MP4 of {size.Width} x {size.Height} pixels with the codec {codec} here; "
                + "mp4v works with every build.");
        }
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="frame">A BGR picture; a frame of another size than the first is resized.</param>
    /// <param name="copies">Number of times to add it.</param>
    public void Write(Mat frame, int copies = 1)
    {
        using Mat? fitted = frame.Size() == size ? null : new Mat();
        if (fitted is not null)
        {
            Cv2.Resize(frame, fitted, size);
        }

        for (int i = 0; i < copies; i++)
        {
            writer?.Write(fitted ?? frame);
            program?.Write(fitted ?? frame);
        }

        frames += copies;
    }

    /// <summary>Completes the video and moves it to its destination.</summary>
    /// <exception cref="InputException">It cannot be written, for example because the disk is full.</exception>
    public void Publish()
    {
        writer?.Release();
        program?.Finish();

        // OpenCV does not report a full disk, so the frames of the complete file are counted.
        using (var check = new VideoCapture(beside, VideoCaptureAPIs.FFMPEG))
        {
            int written = check.IsOpened() ? check.FrameCount : 0;
            if (written != frames || !check.IsOpened())
            {
                throw new InputException(FormattableString.Invariant(
                    $"the annotated video {path} cannot be written: {frames} frames went in, {written} came out. Is the disk full?"));
            }
        }

        FileFault.Explain(
            () => Renaming.MoveFile(beside, path),
            e => new InputException($"the annotated video {path} cannot be written: {e.Message}", e));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer?.Dispose();
        program?.Dispose();
        scratch.Dispose();
    }
}
