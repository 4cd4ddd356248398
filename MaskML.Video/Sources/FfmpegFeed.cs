using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaskML.Predict.Errors;
using OpenCvSharp;

namespace MaskML.Video.Sources;

/// <summary>
/// An RTSP stream through the program ffmpeg, which sends its pictures in the format of YUV4MPEG2: a line that tells their size, then
/// for each a line <c>FRAME</c> and its planes. OpenCV's Linux package has no network.
/// </summary>
internal sealed class FfmpegFeed : IVideoFeed
{
    private const string Program = "ffmpeg";
    private const int LongestLine = 256;

    private readonly Process process;
    private readonly Stream pictures;
    private readonly StreamLimits limits;
    private string said = "";
    private Size size;
    private byte[] planes = [];

    private FfmpegFeed(Process process, StreamLimits limits)
    {
        this.process = process;
        this.limits = limits;
        pictures = new BufferedStream(process.StandardOutput.BaseStream, 1 << 20);
        process.ErrorDataReceived += (_, line) => said = line.Data ?? said;
        process.BeginErrorReadLine();
    }

    /// <inheritdoc/>
    public double? FramesPerSecond { get; private set; }

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <summary>Opens a stream.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="limits">How long it may take to answer and to send.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="InputException">ffmpeg is not here, or the stream does not answer or refuses.</exception>
    public static FfmpegFeed Open(VideoAddress address, StreamLimits limits, CancellationToken stop)
    {
        var feed = new FfmpegFeed(Start(address.Text), limits);
        try
        {
            string header = limits.Opening(token => feed.WithinAsync(feed.Line, token), stop);
            feed.TakeHeader(header, address);
            return feed;
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public double? Read(Mat frame, CancellationToken stop)
    {
        bool whole = limits.Reading(
            token => WithinAsync(() => Line().StartsWith("FRAME", StringComparison.Ordinal) && pictures.ReadAtLeast(planes, planes.Length, false) == planes.Length, token),
            stop);
        if (!whole)
        {
            return null;
        }

        using Mat yuv = Mat.FromPixelData(size.Height * 3 / 2, size.Width, MatType.CV_8UC1, planes);
        Cv2.CvtColor(yuv, frame, ColorConversionCodes.YUV2BGR_I420);
        return double.NaN;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private static Process Start(string url)
    {
        // Even sides, because each plane of colour has half of them. TCP, because lost packets make grey faces.
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", url, "-an", "-sn", "-vsync", "passthrough",
            "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2", "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "pipe:1",
        ];
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InputException($"RTSP needs the program {Program}, which is not here. Install it with `apt-get install ffmpeg`.", e);
        }
    }

    private void TakeHeader(string header, VideoAddress address)
    {
        string[] fields = header.Split(' ');
        if (fields[0] != "YUV4MPEG2")
        {
            throw new InputException(said.Length > 0 ? $"{Program} cannot open it: {address.HidePassword(said)}" : $"{Program} gives no pictures of it");
        }

        size = new Size(Whole(fields, 'W'), Whole(fields, 'H'));
        planes = new byte[size.Width * size.Height * 3 / 2];
        string[] rate = (Array.Find(fields, field => field.StartsWith('F')) ?? "F0:0")[1..].Split(':');
        double fps = double.Parse(rate[0], CultureInfo.InvariantCulture) / double.Parse(rate[1], CultureInfo.InvariantCulture);
        FramesPerSecond = fps is > 0 and <= 240 ? fps : null;
    }

    private static int Whole(string[] fields, char letter) =>
        int.Parse(Array.Find(fields, field => field.StartsWith(letter))![1..], CultureInfo.InvariantCulture);

    // A pipe's read cannot be cancelled, but it ends with the program.
    private async Task<T> WithinAsync<T>(Func<T> read, CancellationToken stop)
    {
        using CancellationTokenRegistration registration = stop.Register(Kill);
        T result = await Task.Run(read, CancellationToken.None).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return result;
    }

    private string Line()
    {
        var line = new StringBuilder();
        for (int letter; (letter = pictures.ReadByte()) is >= 0 and not '\n' && line.Length < LongestLine;)
        {
            line.Append((char)letter);
        }

        return line.ToString();
    }

    private void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
