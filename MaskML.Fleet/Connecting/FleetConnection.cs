using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.ObjectStore;

namespace MaskML.Fleet.Connecting;

/// <summary>A connection to the NATS servers of a fleet. It connects again by itself when it is lost.</summary>
public sealed class FleetConnection : IAsyncDisposable
{
    private const string Copies = "maskml-photos";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeptCopies = TimeSpan.FromDays(7);

    private readonly NatsConnection connection;

    private FleetConnection(FleetOptions options, NatsConnection connection)
    {
        (Options, this.connection) = (options, connection);
        Js = new NatsJSContext(connection);
    }

    /// <summary>Where the servers are.</summary>
    internal FleetOptions Options { get; }

    /// <summary>JetStream of the servers.</summary>
    internal INatsJSContext Js { get; }

    /// <summary>Whether the servers can be reached now.</summary>
    internal bool IsOpen => connection.ConnectionState == NatsConnectionState.Open;

    /// <summary>Connects.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="name">Name of this program in the server's lists.</param>
    /// <param name="wait">Whether to wait until a server answers.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="UsageException">The address or the credentials cannot be used, or no server answers.</exception>
    public static async Task<FleetConnection> OpenAsync(FleetOptions options, string name, bool wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (options.Credentials is { } missing && !File.Exists(missing))
        {
            throw new UsageException($"fleet.credentials {missing}: found no such file, expected the credentials of a NATS user.");
        }

        NatsConnection? connection = null;
        try
        {
            connection = new NatsConnection(new NatsOpts
            {
                Url = options.Url!,
                Name = name,
                AuthOpts = new NatsAuthOpts { CredsFile = options.Credentials },
                TlsOpts = new NatsTlsOpts { CaFile = options.Authority },
                ReconnectWaitMin = TimeSpan.FromMilliseconds(250),
                RetryOnInitialConnect = wait,
                PingInterval = TimeSpan.FromSeconds(5),
                RequestReplyMode = NatsRequestReplyMode.Direct,
            });
            await connection.ConnectAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            var fleet = new FleetConnection(options, connection);
            connection = null;
            return fleet;
        }
        catch (Exception e) when (e is NatsException or IOException or System.Security.Cryptography.CryptographicException)
        {
            throw new UsageException(
                $"fleet.url {options.Name}: {(e.InnerException ?? e).Message.TrimEnd('.')}. Expected a NATS server there.", e);
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Publishes to a stream.</summary>
    /// <exception cref="NatsException">No server has stored it.</exception>
    internal async Task PublishAsync(string subject, byte[] message, CancellationToken cancellationToken) =>
        (await Js.PublishAsync(subject, message, cancellationToken: cancellationToken).ConfigureAwait(false)).EnsureSuccess();

    /// <summary>Sends something, and tries again after a fault, such as a change of the leader.</summary>
    /// <param name="send">Sends it.</param>
    /// <param name="attempts">Number of attempts.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="NatsException">The last attempt failed.</exception>
    internal static async Task RetryAsync(Func<Task> send, int attempts, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await send().ConfigureAwait(false);
                return;
            }
            catch (NatsException) when (attempt < attempts && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Opens the store of photos that are not in a shared folder.</summary>
    internal async Task<INatsObjStore> CopiesAsync(CancellationToken cancellationToken)
    {
        var objects = new NatsObjContext(Js);
        try
        {
            return await objects.GetObjectStoreAsync(Copies, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsException)
        {
            int replicas = (await FleetStreams.AnswersAsync(Js, cancellationToken).ConfigureAwait(false)).Info.Config.NumReplicas;
            var config = new NatsObjConfig(Copies) { NumberOfReplicas = replicas, MaxAge = KeptCopies };
            return await objects.CreateObjectStoreAsync(config, cancellationToken).ConfigureAwait(false);
        }
    }
}
