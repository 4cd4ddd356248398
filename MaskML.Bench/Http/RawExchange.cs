using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MaskML.Bench.Http;

/// <summary>One connection, one request as it is, and the answer's first line.</summary>
internal static class RawExchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends bytes and waits for the end of the answer.</summary>
    /// <returns>The status; 0 where the server closed the connection without one.</returns>
    /// <exception cref="TimeoutException">There was no end.</exception>
    public static async Task<int> SendAsync(Uri address, FuzzRequest request, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        byte[] answer = new byte[4096];
        int length = 0;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, patience.Token).ConfigureAwait(false);
            await socket.SendAsync(request.Bytes, patience.Token).ConfigureAwait(false);
            if (request.IsCutOff)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            byte[] part = new byte[4096];
            for (int count; (count = await socket.ReceiveAsync(part, patience.Token).ConfigureAwait(false)) > 0;)
            {
                int kept = Math.Min(count, answer.Length - length);
                part.AsSpan(0, kept).CopyTo(answer.AsSpan(length));
                length += kept;
            }
        }
        catch (SocketException)
        {
            // The server may close a connection whose request it has refused before it was sent in full.
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"No end of the answer within {Patience}.");
        }

        return Status(Encoding.Latin1.GetString(answer, 0, length));
    }

    private static int Status(string answer)
    {
        // After 100 Continue comes the real one.
        string[] lines = [.. answer.Split('\n').Where(line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && !line.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))];
        return lines.Length == 0 ? 0 : int.Parse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
