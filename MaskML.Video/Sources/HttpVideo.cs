using System.Net;
using System.Net.Http.Headers;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;

namespace MaskML.Video.Sources;

/// <summary>
/// Opens what an HTTP address answers with: motion JPEG is a live stream; a video file is fetched and then read like any file. The
/// FFmpeg inside of OpenCV's Linux package is built without a network, so that OpenCV itself opens no URL.
/// </summary>
internal static class HttpVideo
{
    private const string Motion = "multipart/";

    /// <summary>Opens the address.</summary>
    /// <param name="address">The address; a user and a password in it are sent as HTTP wants them.</param>
    /// <param name="limits">How long it may take to answer and to send.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="InputException">It does not answer, refuses, or answers with something else.</exception>
    public static IVideoFeed Open(VideoAddress address, StreamLimits limits, CancellationToken stop)
    {
        if (!Uri.TryCreate(address.Text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
        {
            throw new InputException("not a URL, expected one such as http://camera.local/video");
        }

        HttpClient client = Client(url);
        try
        {
            HttpResponseMessage answer = limits.Opening(token => client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, token), stop);
            return Take(client, answer, limits, stop);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static IVideoFeed Take(HttpClient client, HttpResponseMessage answer, StreamLimits limits, CancellationToken stop)
    {
        MediaTypeHeaderValue? type = answer.Content.Headers.ContentType;
        string kind = type?.MediaType ?? "application/octet-stream";
        if (!answer.IsSuccessStatusCode)
        {
            throw new InputException(FormattableString.Invariant($"the server answers {(int)answer.StatusCode} {answer.ReasonPhrase}"));
        }

        if (kind.StartsWith(Motion, StringComparison.OrdinalIgnoreCase))
        {
            string boundary = type!.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value
                ?? throw new InputException($"the server answers with {kind} and no boundary, expected motion JPEG");
            return new MjpegFeed(client, new MjpegParts(limits.Opening(answer.Content.ReadAsStreamAsync, stop), boundary), limits);
        }

        bool isFile = kind.StartsWith("video/", StringComparison.OrdinalIgnoreCase) || kind.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase);
        return isFile && answer.Content.Headers.ContentLength is not null
            ? Fetch(client, answer, limits, stop)
            : throw new InputException($"the server answers with {kind}, expected motion JPEG (multipart/x-mixed-replace) or a video file of known length");
    }

    private static FetchedFeed Fetch(HttpClient client, HttpResponseMessage answer, StreamLimits limits, CancellationToken stop)
    {
        ScratchFolder scratch = ScratchFolder.InSystemTemp();
        try
        {
            string path = Path.Combine(scratch.Path, "video");
            using (Stream body = limits.Opening(answer.Content.ReadAsStreamAsync, stop))
            using (FileStream file = File.Create(path))
            {
                byte[] buffer = new byte[1 << 20];
                for (int read; (read = limits.Reading(token => body.ReadAsync(buffer, token).AsTask(), stop)) > 0;)
                {
                    file.Write(buffer, 0, read);
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
            string[] user = url.UserInfo.Split(':', 2);
            handler.Credentials = new NetworkCredential(Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user.Length > 1 ? user[1] : ""));
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
