using System.Net;
using System.Net.Http.Headers;
using MaskML.Predict.Progress;

namespace MaskML.Cli.Catalogue;

/// <summary>Downloads a file of known length. Received bytes are kept, and the next attempt requests only the rest.</summary>
/// <param name="http">The client; its own timeout should be infinite.</param>
/// <param name="options">Retries and timeouts.</param>
internal sealed class FileDownload(HttpClient http, DownloadOptions options)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Downloads the missing part of a file.</summary>
    /// <param name="source">The address.</param>
    /// <param name="part">The bytes received so far; the rest is appended.</param>
    /// <param name="bytes">Length of the whole file.</param>
    /// <param name="phase">Receives progress in bytes, each byte once.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="InputException">The source does not have the file, or all attempts failed.</exception>
    public async Task FetchAsync(Uri source, Stream part, long bytes, IProgressPhase phase, CancellationToken cancellationToken)
    {
        long reported = 0;
        Reach(part.Length);
        for (int attempt = 1; part.Length < bytes; attempt++)
        {
            try
            {
                await TransferAsync(source, part, bytes, Reach, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (IsTransient(e, cancellationToken))
            {
                if (attempt >= options.Attempts)
                {
                    string why = e is OperationCanceledException
                        ? FormattableString.Invariant($"nothing came for {options.Timeout.TotalSeconds:0.#} s")
                        : e.Message;
                    throw new InputException(FormattableString.Invariant(
                        $"{source}: {part.Length:N0} of {bytes:N0} bytes after {attempt} attempts: {why}"), e);
                }

                await Task.Delay(options.BackOff * Math.Pow(2, attempt - 1), cancellationToken).ConfigureAwait(false);
            }
        }

        // Reports each byte once, even when the download restarts.
        void Reach(long length)
        {
            phase.Advance(Math.Max(0, length - reported));
            reported = Math.Max(reported, length);
        }
    }

    private static bool IsTransient(Exception e, CancellationToken cancellationToken) =>
        e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task TransferAsync(Uri source, Stream part, long bytes, Action<long> reached, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        request.Headers.Range = part.Length > 0 ? new RangeHeaderValue(part.Length, null) : null;
        using HttpResponseMessage response = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
        SeekToContentRange(source, response, part, bytes);
        Stream body = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = new byte[BufferBytes];
            while (true)
            {
                timeout.CancelAfter(options.Timeout);
                int count = await body.ReadAsync(buffer, timeout.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                if (part.Length + count > bytes)
                {
                    part.SetLength(0);
                    throw new InputException(FormattableString.Invariant(
                        $"{source}: sends more than the {bytes:N0} bytes that the file has."));
                }

                await part.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                reached(part.Length);
            }
        }

        if (part.Length < bytes)
        {
            throw new IOException("the answer ended early");
        }
    }

    // Seeks the partial file to the offset of the response's content; throws when the response cannot continue it.
    private static void SeekToContentRange(Uri source, HttpResponseMessage response, Stream part, long bytes)
    {
        HttpStatusCode status = response.StatusCode;
        if (status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500)
        {
            throw new HttpRequestException(FormattableString.Invariant($"the server answers {(int)status} {response.ReasonPhrase}"));
        }

        if (status == HttpStatusCode.RequestedRangeNotSatisfiable
            || (status == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != part.Length))
        {
            part.SetLength(0);
            throw new IOException("the server does not go on where the download ended");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new InputException(FormattableString.Invariant($"{source}: the server answers {(int)status} {response.ReasonPhrase}."));
        }

        if (status != HttpStatusCode.PartialContent)
        {
            part.SetLength(0); // The whole file from its beginning.
        }

        part.Seek(0, SeekOrigin.End);
        if (response.Content.Headers.ContentLength is { } length && part.Length + length != bytes)
        {
            throw new InputException(FormattableString.Invariant(
                $"{source}: offers {part.Length + length:N0} bytes, expected {bytes:N0}. It is another file."));
        }
    }
}
