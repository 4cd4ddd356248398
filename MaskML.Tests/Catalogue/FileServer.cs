using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MaskML.Tests.Catalogue;

/// <summary>
/// A server on the loopback address that answers each request by the next entry of a script, and all further requests by the last one. It
/// writes HTTP by hand, so that it can stall, send wrong headers and close connections.
/// </summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly byte[] file;
    private readonly Answer[] script;
    private readonly Task serving;

    public FileServer(byte[] file, params Answer[] script)
    {
        (this.file, this.script) = (file, script);
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>How the server answers a request; correctly by default.</summary>
    public sealed record Answer
    {
        public int Status { get; init; } = 200;

        /// <summary>Number of bytes after which it closes the connection.</summary>
        public int? BreakAfter { get; init; }

        /// <summary>Number of bytes after which it sends nothing more and keeps the connection open.</summary>
        public int? StallAfter { get; init; }

        /// <summary>The stated length.</summary>
        public int? Length { get; init; }

        /// <summary>The stated beginning of the range.</summary>
        public int? From { get; init; }

        public bool KnowsRanges { get; init; } = true;

        /// <summary>Sends no length, and this many bytes more than the file has.</summary>
        public int? Endless { get; init; }
    }

    public Uri Url =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/model"));

    /// <summary>The first byte that each request asked for.</summary>
    public List<int> Ranges { get; } = [];

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        serving.Wait();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                open.Add(AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using TcpClient open = client;
        try
        {
            NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            int asked = 0;
            while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line)
            {
                asked = line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)
                    ? int.Parse(line[13..^1], CultureInfo.InvariantCulture)
                    : asked;
            }

            Answer answer;
            lock (Ranges)
            {
                answer = script[Math.Min(Ranges.Count, script.Length - 1)];
                Ranges.Add(asked);
            }

            await SendAsync(stream, answer, answer.KnowsRanges ? asked : 0);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client closed the connection, or the test has ended.
        }
    }

    private async Task SendAsync(NetworkStream stream, Answer answer, int from)
    {
        byte[] body = answer.Status == 200 ? file[from..] : Encoding.ASCII.GetBytes("sorry");
        int status = answer.Status == 200 && from > 0 ? 206 : answer.Status;
        string range = status == 206
            ? FormattableString.Invariant($"Content-Range: bytes {answer.From ?? from}-{file.Length - 1}/{file.Length}\r\n")
            : "";
        string length = answer.Endless is null
            ? FormattableString.Invariant($"Content-Length: {answer.Length ?? body.Length}\r\n")
            : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Whatever\r\n{length}{range}Connection: close\r\n\r\n")), stop.Token);
        int until = Math.Min(body.Length, answer.BreakAfter ?? answer.StallAfter ?? body.Length);
        await stream.WriteAsync(body.AsMemory(0, until), stop.Token);
        await stream.WriteAsync(new byte[answer.Endless ?? 0], stop.Token);
        if (answer.StallAfter is not null)
        {
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
    }
}
