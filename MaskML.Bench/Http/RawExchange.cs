using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MaskML.Bench.Http;

/// <summary>One connection, one request as it is, and the answer's status.</summary>
internal static class RawExchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Sends bytes and waits for the answer, not for its end: the server may go on reading what a request has promised for some seconds.
    /// </summary>
    /// <returns>The status; 0 where the server closed the connection without one.</returns>
    /// <exception cref="TimeoutException">There was no answer.</exception>
    public static async Task<int> SendAsync(Uri address, FuzzRequest request, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        byte[] answer = new byte[4096];
        int length = 0;
        int status = 0;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, patience.Token).ConfigureAwait(false);
            await socket.SendAsync(request.Bytes, patience.Token).ConfigureAwait(false);
            if (request.IsCutOff)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            int count;
            while (status == 0 && length < answer.Length && (count = await socket.ReceiveAsync(answer.AsMemory(length), patience.Token).ConfigureAwait(false)) > 0)
            {
                length += count;
                status = Status(Encoding.Latin1.GetString(answer, 0, length));
            }
        }
        catch (SocketException)
        {
            // The server may close a connection whose request it has refused before it was sent in full.
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {Patience}.");
        }

        return status;
    }

    private static int Status(string answer)
    {
        // After 100 Continue comes the real one. The last line may not be whole yet.
        string[] lines = [.. answer.Split('\n')[..^1].Where(line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && !line.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))];
        return lines.Length == 0 ? 0 : int.Parse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
