using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCvSharp;

namespace MaskML.Tests.Support;

/// <summary>A network camera for tests: sends motion JPEG over HTTP, nothing, or any other answer.</summary>
internal sealed class CameraServer : IDisposable
{
    private const string Head = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=--frame\r\n\r\n";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<int, NetworkStream, CancellationToken, Task> serve;
    private readonly ConcurrentDictionary<int, (DateTimeOffset From, DateTimeOffset? To)> connections = [];
    private int calls;

    private CameraServer(Func<int, NetworkStream, CancellationToken, Task> serve)
    {
        this.serve = serve;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Url => FormattableString.Invariant($"http://127.0.0.1:{Port}/video");

    public int Calls => Volatile.Read(ref calls);

    /// <summary>Connections that are watched now; one that was closed is noticed with the next frame.</summary>
    public int Open => connections.Values.Count(one => one.To is null);

    /// <summary>When each connection was opened, and closed if it was.</summary>
    public ICollection<(DateTimeOffset From, DateTimeOffset? To)> Connections => connections.Values;

    /// <summary>Accepts connections and never answers.</summary>
    public static CameraServer Silent() => new((_, _, token) => Task.Delay(Timeout.Infinite, token));

    /// <summary>Sends an answer and closes the connection.</summary>
    public static CameraServer Answering(string head, byte[] body) => new(async (_, stream, token) =>
    {
        await SayAsync(stream, head, token);
        await stream.WriteAsync(body, token);
    });

    /// <summary>Sends frames and closes the connection; after the last connection it stops accepting new ones.</summary>
    /// <param name="milliseconds">Time between two frames.</param>
    /// <param name="frames">Number of frames for each connection.</param>
    public static CameraServer Motion(int milliseconds, params int[] frames) =>
        Showing(milliseconds, i => TinyModel.Noise(40, i, 64), frames);

    /// <summary>Sends frames that a function makes.</summary>
    public static CameraServer Showing(int milliseconds, Func<int, Mat> show, params int[] frames)
    {
        CameraServer? server = null;
        return server = new CameraServer(async (call, stream, token) =>
        {
            if (call == frames.Length - 1)
            {
                server!.listener.Stop();
            }

            await SendAsync(stream, milliseconds, show, frames[call], token);
        });
    }

    /// <summary>Sends frames to every connection.</summary>
    public static CameraServer Always(int milliseconds, int frames) => new(
        (_, stream, token) => SendAsync(stream, milliseconds, i => TinyModel.Noise(40, i, 64), frames, token));

    private static async Task SendAsync(
        NetworkStream stream, int milliseconds, Func<int, Mat> show, int frames, CancellationToken cancellationToken)
    {
        await SayAsync(stream, Head, cancellationToken);
        for (int i = 0; i < frames; i++)
        {
            using Mat picture = show(i);
            Cv2.ImEncode(".jpg", picture, out byte[] jpeg);
            await SendAsync(stream, jpeg, cancellationToken);
            await Task.Delay(milliseconds, cancellationToken);
        }
    }

    /// <summary>Sends to every connection what there is to see at this time.</summary>
    public static CameraServer Live(int milliseconds, Func<DateTimeOffset, byte[]> show) => new(async (_, stream, token) =>
    {
        await SayAsync(stream, Head, token);
        while (true)
        {
            await SendAsync(stream, show(DateTimeOffset.UtcNow), token);
            await Task.Delay(milliseconds, token);
        }
    });

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
    }

    private static async Task SayAsync(NetworkStream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    private static async Task SendAsync(NetworkStream stream, byte[] jpeg, CancellationToken cancellationToken)
    {
        await SayAsync(stream, $"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n", cancellationToken);
        await stream.WriteAsync(jpeg, cancellationToken);
        await SayAsync(stream, "\r\n", cancellationToken);
    }

    // A connection that is closed with unread bytes is reset, which throws away frames that the reader has not taken yet.
    private static async Task ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 })
        {
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = ServeAsync(client, calls++);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over, or the camera has stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, int call)
    {
        using (client)
        {
            connections[call] = (DateTimeOffset.UtcNow, null);
            try
            {
                NetworkStream stream = client.GetStream();
                await ReadRequestAsync(stream, stop.Token);
                await serve(call, stream, stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The caller hung up, or the test is over.
            }
            finally
            {
                connections[call] = (connections[call].From, DateTimeOffset.UtcNow);
            }
        }
    }
}
