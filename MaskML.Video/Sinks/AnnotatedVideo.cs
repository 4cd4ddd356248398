using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Video.Sources;
using OpenCvSharp;

namespace MaskML.Video.Sinks;

/// <summary>
/// A video being written: beside its place, and moved there only when it is finished. Where it is not published it leaves nothing.
/// </summary>
internal sealed class AnnotatedVideo : IDisposable
{
    private readonly string path;
    private readonly ScratchFolder scratch;
    private readonly string beside;
    private readonly VideoWriter writer;
    private readonly Size size;
    private long frames;

    static AnnotatedVideo() => FfmpegLog.TurnOff();

    /// <summary>Begins a video.</summary>
    /// <param name="path">The MP4 file; its folder exists.</param>
    /// <param name="size">Size of the frames in pixels.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <param name="codec">Four letters that name the codec.</param>
    /// <exception cref="UsageException">The codec cannot be written.</exception>
    public AnnotatedVideo(string path, Size size, double framesPerSecond, string codec)
    {
        if (codec.Length != 4)
        {
            throw new UsageException($"video.codec: found `{codec}`, expected four letters such as mp4v.");
        }

        this.path = path;
        this.size = size;
        scratch = new ScratchFolder(Path.GetDirectoryName(path)!);
        beside = Path.Combine(scratch.Path, "video.mp4");
        writer = new VideoWriter(beside, VideoCaptureAPIs.FFMPEG, VideoWriter.FourCC(codec[0], codec[1], codec[2], codec[3]), framesPerSecond, size);
        if (!writer.IsOpened())
        {
            Dispose();
            throw new UsageException(
                $"video.codec: OpenCV cannot write MP4 of {size.Width} x {size.Height} pixels with the codec {codec} here; mp4v works with every build.");
        }
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="frame">A BGR picture; one of another size than the first is stretched.</param>
    /// <param name="copies">How often to add it.</param>
    public void Write(Mat frame, int copies = 1)
    {
        using Mat? fitted = frame.Size() == size ? null : new Mat();
        if (fitted is not null)
        {
            Cv2.Resize(frame, fitted, size);
        }

        for (int i = 0; i < copies; i++)
        {
            writer.Write(fitted ?? frame);
        }

        frames += copies;
    }

    /// <summary>Finishes the video and puts it in its place.</summary>
    /// <exception cref="InputException">It could not be written, for lack of room for example.</exception>
    public void Publish()
    {
        writer.Release();

        // OpenCV does not tell when the disk is full; the finished file does.
        using (var check = new VideoCapture(beside, VideoCaptureAPIs.FFMPEG))
        {
            if (!check.IsOpened() || check.FrameCount != frames)
            {
                throw new InputException(FormattableString.Invariant(
                    $"the annotated video {path} cannot be written: {frames} frames went in, {(check.IsOpened() ? check.FrameCount : 0)} came out. Is the disk full?"));
            }
        }

        try
        {
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the annotated video {path} cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer.Dispose();
        scratch.Dispose();
    }
}
