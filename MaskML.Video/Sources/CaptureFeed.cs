namespace MaskML.Video.Sources;

/// <summary>A video file or a camera through OpenCV.</summary>
internal sealed class CaptureFeed : IVideoFeed
{
    private const double MaxFramesPerSecond = 1000;

    private readonly VideoCapture capture;

    static CaptureFeed() => FfmpegLog.TurnOff();

    private CaptureFeed(VideoCapture capture, bool live)
    {
        this.capture = capture;
        IsLive = live;
        double rate = capture.Fps;
        FramesPerSecond = rate is > 0 and <= MaxFramesPerSecond ? rate : null;
        FrameCount = !live && capture.FrameCount > 0 ? capture.FrameCount : null;
    }

    /// <inheritdoc/>
    public double? FramesPerSecond { get; }

    /// <inheritdoc/>
    public long? FrameCount { get; }

    /// <inheritdoc/>
    public bool IsLive { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It is missing, or OpenCV cannot open it.</exception>
    public static CaptureFeed OpenFile(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new InputException("the file does not exist");
        }

        if (new FileInfo(full).Length == 0)
        {
            throw new InputException("the file is empty");
        }

        var capture = new VideoCapture(full, VideoCaptureAPIs.FFMPEG);
        if (capture.IsOpened())
        {
            return new CaptureFeed(capture, live: false);
        }

        capture.Dispose();
        throw new InputException(VideoContainer.IsCutOff(full)
            ? "the file is cut off before its end, and what is left cannot be opened (the index of an MP4 is often its end)"
            : "OpenCV cannot open it: not a video, damaged, or of a codec that it does not know");
    }

    /// <summary>Opens a camera.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <exception cref="InputException">There is no such camera, or another program uses it.</exception>
    public static CaptureFeed OpenCamera(int number)
    {
        var capture = new VideoCapture(number);
        if (capture.IsOpened())
        {
            return new CaptureFeed(capture, live: true);
        }

        capture.Dispose();
        throw new InputException(FormattableString.Invariant($"no camera {number} can be opened; {Cameras()}"));
    }

    /// <inheritdoc/>
    public double? Read(Mat frame, Func<bool> due, CancellationToken cancellationToken)
    {
        bool any;
        while ((any = capture.Read(frame) && !frame.Empty()) && !due())
        {
        }

        return !any ? null : IsLive ? double.NaN : capture.Get(VideoCaptureProperties.PosMsec) / 1000;
    }

    /// <inheritdoc/>
    public void Dispose() => capture.Dispose();

    private static string Cameras()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "check that it is plugged in and that no other program uses it";
        }

        string[] devices = [.. Directory.GetFiles("/dev", "video*").Order(StringComparer.Ordinal)];
        return devices.Length == 0
            ? "this machine has none (no /dev/video*)"
            : $"found {string.Join(", ", devices)}; check the number, that no other program uses it, and that you are in the group video";
    }
}
