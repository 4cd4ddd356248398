using System.Security.Authentication;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.ObjectStore;

namespace MaskML.Fleet.Connecting;

/// <summary>A connection to the NATS servers of a fleet. It connects again by itself when it is lost.</summary>
public sealed class FleetConnection : IAsyncDisposable
{
    private const string Copies = "maskml-photos";
    private const int DefaultMaxMessage = 1 << 20;

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

    /// <summary>Largest message that the servers take, in bytes.</summary>
    internal int MaxMessage => connection.ServerInfo?.MaxPayload ?? DefaultMaxMessage;

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
        Check("fleet.credentials", options.Credentials, "USER NKEY SEED", "the credentials of a NATS user");
        Check("fleet.authority", options.Authority, "CERTIFICATE", "the certificate of an authority as PEM");
        while (true)
        {
            var connection = new NatsConnection(new NatsOpts
            {
                Url = options.Url!,
                Name = name,
                AuthOpts = new NatsAuthOpts { CredsFile = options.Credentials },
                TlsOpts = new NatsTlsOpts { CaFile = options.Authority },
                ReconnectWaitMin = TimeSpan.FromMilliseconds(250),
                PingInterval = TimeSpan.FromSeconds(5),
                RequestReplyMode = NatsRequestReplyMode.Direct,
            });
            bool connected = false;
            try
            {
                await connection.ConnectAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
                connected = true;
                return new FleetConnection(options, connection);
            }
            catch (NatsException e) when (!wait || IsRefusal(e))
            {
                throw new UsageException($"fleet.url {options.Name}: {Explain(e.GetBaseException(), options)}.", e);
            }
            catch (NatsException)
            {
                // No server answers yet.
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!connected)
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Takes the messages of a subject that is not stored, one after the other, until it is cancelled.</summary>
    /// <param name="subject">The subject; * stands for any part.</param>
    /// <param name="take">Takes a message.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="NatsException">The subscription failed.</exception>
    internal Task SubscribeAsync(string subject, Func<NatsMsg<byte[]>, ValueTask> take, CancellationToken cancellationToken)
    {
        // NATS.Net never ends a subscription that is cancelled in the moment in which it is made.
        return TakeAllAsync().WaitAsync(cancellationToken);

        async Task TakeAllAsync()
        {
            await foreach (NatsMsg<byte[]> message in connection.SubscribeAsync<byte[]>(
                subject, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                await take(message).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Publishes to a stream.</summary>
    /// <exception cref="NatsException">No server has stored it.</exception>
    internal async Task PublishAsync(string subject, byte[] message, CancellationToken cancellationToken) =>
        (await Js.PublishAsync(subject, message, cancellationToken: cancellationToken).ConfigureAwait(false)).EnsureSuccess();

    /// <summary>Publishes messages to a stream one after the other, each in as many attempts as it needs up to the given number.</summary>
    /// <exception cref="NatsException">The last attempt failed.</exception>
    internal async Task PublishAsync(string subject, IEnumerable<byte[]> messages, int attempts, CancellationToken cancellationToken)
    {
        foreach (byte[] message in messages)
        {
            await RetryAsync(() => PublishAsync(subject, message, cancellationToken), attempts, cancellationToken).ConfigureAwait(false);
        }
    }

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

    private static void Check(string key, string? path, string label, string expected)
    {
        try
        {
            if (path is null || File.ReadAllText(path).Contains($"-----BEGIN {label}-----", StringComparison.Ordinal))
            {
                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string found = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message.TrimEnd('.');
            throw new UsageException($"{key} {path}: found {found}, expected {expected}.", e);
        }

        throw new UsageException($"{key} {path}: found no {label} in it, expected {expected}.");
    }

    // Waiting does not help: what does not fit is the configuration, here or of the server.
    private static bool IsRefusal(Exception e) =>
        e is AuthenticationException or NatsServerException { IsAuthError: true }
        || e.Message.Contains("does not support TLS", StringComparison.Ordinal)
        || (e.InnerException is { } inner && IsRefusal(inner));

    private static string Explain(Exception cause, FleetOptions options)
    {
        string message = cause.Message.TrimEnd('.');
        return cause switch
        {
            AuthenticationException when options.Authority is { } own =>
                $"{message}. Expected a certificate for the host of the address that the authority in {own} (fleet.authority) has signed",
            AuthenticationException =>
                $"{message}. Expected a certificate for the host of the address that an authority of this system has signed; "
                + "fleet.authority names another one",
            NatsServerException { IsAuthError: true } =>
                $"{message}. Expected a user whom the server knows, in fleet.credentials or in the address",
            _ => $"{message}. Expected a NATS server there",
        };
    }
}
