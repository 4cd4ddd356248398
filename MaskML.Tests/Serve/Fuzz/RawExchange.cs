using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MaskML.Tests.Serve.Fuzz;

/// <summary>Sends raw bytes over a connection and reads the status of the answer.</summary>
internal static class RawExchange
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Sends a request and waits for the status line, not for the end of the answer, since the server may wait for the rest of a body.
    /// </summary>
    /// <returns>The status; 0 if the server closed the connection without an answer.</returns>
    /// <exception cref="TimeoutException">There was no answer within a minute.</exception>
    public static async Task<int> SendAsync(Uri address, FuzzRequest request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        byte[] answer = new byte[4096];
        int length = 0;
        int status = 0;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, timeout.Token).ConfigureAwait(false);
            await socket.SendAsync(request.Bytes, timeout.Token).ConfigureAwait(false);
            if (request.IsCutOff)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            int count;
            while (status == 0
                && length < answer.Length
                && (count = await socket.ReceiveAsync(answer.AsMemory(length), timeout.Token).ConfigureAwait(false)) > 0)
            {
                length += count;
                status = Status(Encoding.Latin1.GetString(answer, 0, length));
            }
        }
        catch (SocketException)
        {
            // The server may close the connection after it has rejected a request that is still being sent.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {Timeout}.");
        }

        return status;
    }

    private static int Status(string answer)
    {
        // The final status follows 100 Continue. The last line may be incomplete.
        string? line = answer.Split('\n')[..^1].FirstOrDefault(line =>
            line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && !line.StartsWith("HTTP/1.1 100", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
