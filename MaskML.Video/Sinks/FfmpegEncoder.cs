using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MaskML.Video.Sinks;

/// <summary>
/// Encodes a video through the program ffmpeg as what browsers play: H.264, or VP9 where it has no H.264. OpenCV's package writes neither.
/// </summary>
internal sealed class FfmpegEncoder : IDisposable
{
    private const string Program = "ffmpeg";

    // Moving the index of a long video to its begin takes a while.
    private static readonly TimeSpan MaxFinish = TimeSpan.FromMinutes(5);

    private static readonly string[][] Codecs =
    [
        ["libx264", "-preset", "veryfast"],
        ["libvpx-vp9", "-deadline", "realtime", "-cpu-used", "6", "-row-mt", "1"],
    ];

    private static readonly Lazy<string[]?> Codec = new(FindCodec);

    private readonly Process process;
    private readonly Stream input;
    private string lastError = "";

    /// <summary>Starts the program.</summary>
    /// <param name="path">The MP4 file.</param>
    /// <param name="size">Size of the frames in pixels.</param>
    /// <param name="framesPerSecond">Frames per second.</param>
    public FfmpegEncoder(string path, Size size, double framesPerSecond)
    {
        // Even sides, because the colour planes have half the resolution.
        process = Start(
        [
            "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "bgr24", "-video_size", $"{size.Width}x{size.Height}",
            "-framerate", framesPerSecond.ToString(CultureInfo.InvariantCulture), "-i", "pipe:0", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2",
            "-pix_fmt", "yuv420p", "-c:v", .. Codec.Value!, "-movflags", "+faststart", "-y", path,
        ]);
        input = process.StandardInput.BaseStream;
        process.ErrorDataReceived += (_, line) => lastError = line.Data ?? lastError;
        process.BeginErrorReadLine();
    }

    /// <summary>Whether the program and one of the codecs are there.</summary>
    public static bool IsAvailable => Codec.Value is not null;

    /// <summary>Adds a frame; waits while the program is busy.</summary>
    /// <exception cref="InputException">The program has failed.</exception>
    public unsafe void Write(Mat frame)
    {
        try
        {
            input.Write(new ReadOnlySpan<byte>(frame.DataPointer, checked((int)(frame.Total() * frame.ElemSize()))));
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>Completes the file.</summary>
    /// <exception cref="InputException">The program has failed.</exception>
    public void Finish()
    {
        input.Dispose();
        if (!process.WaitForExit(MaxFinish) || process.ExitCode != 0)
        {
            throw Failed(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Without effect on one that has ended.
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    // On Linux in a session of its own, because Ctrl+C in a terminal goes to all programs of one: the last frames are still to come.
    private static Process Start(string[] arguments)
    {
        bool linux = OperatingSystem.IsLinux();
        return Process.Start(new ProcessStartInfo(linux ? "setsid" : Program, linux ? [Program, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static string[]? FindCodec()
    {
        try
        {
            using Process process = Start(["-loglevel", "quiet", "-encoders"]);
            string known = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return Array.Find(Codecs, codec => known.Contains($" {codec[0]} ", StringComparison.Ordinal));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private InputException Failed(Exception? e)
    {
        // Its last words may still be on their way.
        process.Kill();
        process.WaitForExit();
        return new InputException($"the program {Program} cannot write the annotated video: {lastError}", e!);
    }
}
