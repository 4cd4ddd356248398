using System.Net;
using System.Net.Http.Headers;
using MaskML.Predict.Files;

namespace MaskML.Video.Sources;

/// <summary>
/// Opens an HTTP address: motion JPEG is read as a live stream; a video file is downloaded and read as a file. OpenCV's Linux package is
/// built without network support, so that OpenCV itself cannot open a URL.
/// </summary>
internal static class HttpVideo
{
    private const string MotionJpeg = "multipart/";

    /// <summary>Opens the address.</summary>
    /// <param name="address">The address; a user and a password in it become HTTP credentials.</param>
    /// <param name="limits">Timeouts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InputException">It does not answer, refuses, or answers with neither.</exception>
    public static IVideoFeed Open(VideoAddress address, StreamLimits limits, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address.Text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
        {
            throw new InputException("not a URL, expected one such as http://camera.local/video");
        }

        HttpClient client = Client(url);
        try
        {
            HttpResponseMessage response = limits.WaitForOpening(
                token => client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, token), cancellationToken);
            return Open(client, response, limits, cancellationToken);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static IVideoFeed Open(
        HttpClient client, HttpResponseMessage response, StreamLimits limits, CancellationToken cancellationToken)
    {
        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        string kind = type?.MediaType ?? "application/octet-stream";
        if (!response.IsSuccessStatusCode)
        {
            throw new InputException(FormattableString.Invariant($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}"));
        }

        if (kind.StartsWith(MotionJpeg, StringComparison.OrdinalIgnoreCase))
        {
            string boundary = type!.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value
                ?? throw new InputException($"the server answers with {kind} and no boundary, expected motion JPEG");
            Stream stream = limits.WaitForOpening(response.Content.ReadAsStreamAsync, cancellationToken);
            return new MjpegFeed(client, new MjpegParts(stream, boundary), limits);
        }

        bool isFile = kind.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
            || kind.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);
        return isFile && response.Content.Headers.ContentLength is not null
            ? Download(client, response, limits, cancellationToken)
            : throw new InputException(
                $"the server answers with {kind}, expected motion JPEG (multipart/x-mixed-replace) or a video file of known length");
    }

    private static FetchedFeed Download(
        HttpClient client, HttpResponseMessage response, StreamLimits limits, CancellationToken cancellationToken)
    {
        ScratchFolder scratch = ScratchFolder.InSystemTemp();
        try
        {
            string path = Path.Combine(scratch.Path, "video");
            using (Stream body = limits.WaitForOpening(response.Content.ReadAsStreamAsync, cancellationToken))
            using (FileStream file = File.Create(path))
            {
                byte[] buffer = new byte[1 << 20];
                for (int read; (read = limits.WaitForData(token => body.ReadAsync(buffer, token).AsTask(), cancellationToken)) > 0;)
                {
                    try
                    {
                        file.Write(buffer, 0, read);
                        file.Flush();
                    }
                    catch (IOException e)
                    {
                        throw ScratchFolder.TempFault(e);
                    }
                }
            }

            client.Dispose();
            return new FetchedFeed(CaptureFeed.OpenFile(path), scratch);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private static HttpClient Client(Uri url)
    {
        var handler = new SocketsHttpHandler();
        if (url.UserInfo.Length > 0)
        {
            string[] parts = [.. url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString)];
            handler.Credentials = new NetworkCredential(parts[0], parts.Length > 1 ? parts[1] : "");
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
