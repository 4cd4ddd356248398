using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MaskML.Tests.Fleet;

/// <summary>
/// The network between a worker and NATS servers, which can be cut: connections stay, and what is sent meanwhile arrives when it is healed.
/// </summary>
internal sealed class CutNetwork : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<TcpListener> listeners = [];
    private volatile TaskCompletionSource whole = new();

    /// <summary>Leads to servers that listen on these ports.</summary>
    public CutNetwork(IEnumerable<int> ports)
    {
        whole.SetResult();
        foreach (int port in ports)
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            listeners.Add(listener);
            _ = AcceptAsync(listener, port);
        }
    }

    /// <summary>Addresses of the servers through this network.</summary>
    public string Url => string.Join(',', listeners.Select(listener =>
        string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")));

    public void Cut() => whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Heal() => whole.SetResult();

    public void Dispose()
    {
        stop.Cancel();
        listeners.ForEach(listener => listener.Stop());
    }

    private async Task AcceptAsync(TcpListener listener, int port)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = ForwardAsync(client, port);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient client, int port)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await whole.Task.WaitAsync(stop.Token);
                await server.ConnectAsync(IPAddress.Loopback, port, stop.Token);
                await await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One of them hung up, or the test is over.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[65536];
        NetworkStream target = to.GetStream();
        for (int length; (length = await from.GetStream().ReadAsync(buffer, stop.Token)) > 0;)
        {
            await whole.Task.WaitAsync(stop.Token);
            await target.WriteAsync(buffer.AsMemory(0, length), stop.Token);
        }
    }
}
