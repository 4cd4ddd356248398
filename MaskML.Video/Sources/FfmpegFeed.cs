using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MaskML.Video.Sources;

/// <summary>
/// An RTSP stream through the program ffmpeg, because OpenCV's Linux package is built without network support. ffmpeg writes YUV4MPEG2:
/// a header line with the size, then for each picture a line <c>FRAME</c> and its planes.
/// </summary>
internal sealed class FfmpegFeed : IVideoFeed
{
    private const string Program = "ffmpeg";
    private const int MaxLineLength = 256;

    private readonly Process process;
    private readonly Stream pictures;
    private readonly StreamLimits limits;
    private string lastError = "";
    private Size size;
    private byte[] planes = [];

    private FfmpegFeed(Process process, StreamLimits limits)
    {
        this.process = process;
        this.limits = limits;
        pictures = new BufferedStream(process.StandardOutput.BaseStream, 1 << 20);
        process.ErrorDataReceived += (_, line) => lastError = line.Data ?? lastError;
        process.BeginErrorReadLine();
    }

    /// <inheritdoc/>
    public double? FramesPerSecond { get; private set; }

    /// <inheritdoc/>
    public long? FrameCount => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <summary>Opens a stream.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="limits">Timeouts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InputException">ffmpeg is not installed, or the stream does not answer or refuses.</exception>
    public static FfmpegFeed Open(VideoAddress address, StreamLimits limits, CancellationToken cancellationToken)
    {
        var feed = new FfmpegFeed(Start(address.Text), limits);
        try
        {
            string header = limits.WaitForOpening(token => feed.WithKillAsync(feed.ReadLine, token), cancellationToken);
            feed.ParseHeader(header, address);
            return feed;
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public double? Read(Mat frame, Func<bool> due, CancellationToken cancellationToken)
    {
        do
        {
            if (!limits.WaitForData(token => WithKillAsync(TryReadPlanes, token), cancellationToken))
            {
                return null;
            }
        }
        while (!due());

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
        // Even sides, because the colour planes have half the resolution. TCP, because lost packets leave grey areas. A second is enough to
        // learn what a stream is; the default of five would use up the time in which it must open.
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-loglevel", "error", "-rtsp_transport", "tcp", "-analyzeduration", "1000000",
            "-probesize", "500000", "-i", url, "-an", "-sn", "-vsync", "passthrough",
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

    private void ParseHeader(string header, VideoAddress address)
    {
        string[] fields = header.Split(' ');
        if (fields[0] != "YUV4MPEG2")
        {
            throw new InputException(lastError.Length > 0
                ? $"{Program} cannot open it: {address.HidePassword(lastError)}"
                : $"{Program} gives no pictures of it");
        }

        size = new Size(ReadNumber(fields, 'W'), ReadNumber(fields, 'H'));
        planes = new byte[size.Width * size.Height * 3 / 2];
        string[] rate = (Array.Find(fields, field => field.StartsWith('F')) ?? "F0:0")[1..].Split(':');
        double fps = double.Parse(rate[0], CultureInfo.InvariantCulture) / double.Parse(rate[1], CultureInfo.InvariantCulture);
        FramesPerSecond = fps is > 0 and <= 240 ? fps : null;
    }

    private static int ReadNumber(string[] fields, char letter) =>
        int.Parse(Array.Find(fields, field => field.StartsWith(letter))![1..], CultureInfo.InvariantCulture);

    // The read of a pipe cannot be cancelled, but it ends with the process.
    private async Task<T> WithKillAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(Kill);
        T result = await Task.Run(read, CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }

    private bool TryReadPlanes() =>
        ReadLine().StartsWith("FRAME", StringComparison.Ordinal)
        && pictures.ReadAtLeast(planes, planes.Length, throwOnEndOfStream: false) == planes.Length;

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (int letter; (letter = pictures.ReadByte()) is >= 0 and not '\n' && line.Length < MaxLineLength;)
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
            // It has already exited.
        }
    }
}
