using System.Net;
using System.Net.Http.Headers;
using MaskML.Predict.Errors;
using MaskML.Predict.Progress;

namespace MaskML.Cli.Catalogue;

/// <summary>
/// Downloads a file of known length. What has arrived is kept, and the next attempt asks for the rest only.
/// </summary>
/// <param name="http">The client; its own timeout should be infinite.</param>
/// <param name="options">How patient it is.</param>
internal sealed class FileDownload(HttpClient http, DownloadOptions options)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Downloads what is missing of a file.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="part">What has arrived so far; the rest is appended.</param>
    /// <param name="bytes">Length of the whole file.</param>
    /// <param name="phase">Told of each byte once.</param>
    /// <param name="stop">Stops the download.</param>
    /// <exception cref="InputException">The source does not have the file, or did not give it in all attempts.</exception>
    public async Task FetchAsync(Uri source, Stream part, long bytes, IProgressPhase phase, CancellationToken stop)
    {
        var told = new HighWater(phase, part.Length);
        for (int attempt = 1; part.Length < bytes; attempt++)
        {
            try
            {
                await TransferAsync(source, part, bytes, told, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !stop.IsCancellationRequested))
            {
                if (attempt >= options.Attempts)
                {
                    string why = e is OperationCanceledException ? FormattableString.Invariant($"nothing came for {options.Patience.TotalSeconds:0.#} s") : e.Message;
                    throw new InputException(FormattableString.Invariant(
                        $"{source}: {part.Length:N0} of {bytes:N0} bytes after {attempt} attempts: {why}"), e);
                }

                await Task.Delay(options.BackOff * Math.Pow(2, attempt - 1), stop).ConfigureAwait(false);
            }
        }
    }

    private async Task TransferAsync(Uri source, Stream part, long bytes, HighWater told, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(options.Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        request.Headers.Range = part.Length > 0 ? new RangeHeaderValue(part.Length, null) : null;
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        Prepare(source, response, part, bytes);
        Stream body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = new byte[BufferBytes];
            while (true)
            {
                patience.CancelAfter(options.Patience);
                int count = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                if (part.Length + count > bytes)
                {
                    part.SetLength(0);
                    throw new InputException(FormattableString.Invariant($"{source}: sends more than the {bytes:N0} bytes that the file has."));
                }

                await part.WriteAsync(buffer.AsMemory(0, count), stop).ConfigureAwait(false);
                told.Reach(part.Length);
            }
        }

        if (part.Length < bytes)
        {
            throw new IOException("the answer ended early");
        }
    }

    // Puts the part to where the answer goes on, or refuses the answer.
    private static void Prepare(Uri source, HttpResponseMessage response, Stream part, long bytes)
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
            throw new InputException(FormattableString.Invariant($"{source}: offers {part.Length + length:N0} bytes, expected {bytes:N0}. It is another file."));
        }
    }

    // A download that begins anew tells of no byte twice.
    private sealed class HighWater(IProgressPhase phase, long reached)
    {
        private long told = Tell(phase, reached);

        public void Reach(long length)
        {
            phase.Advance(Math.Max(0, length - told));
            told = Math.Max(told, length);
        }

        private static long Tell(IProgressPhase phase, long length)
        {
            phase.Advance(length);
            return length;
        }
    }
}
