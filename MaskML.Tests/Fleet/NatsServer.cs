using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MaskML.Bench.Processes;
using MaskML.Fleet;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>A real nats-server with JetStream on this machine, or a cluster of three.</summary>
internal sealed class NatsServer : IDisposable
{
    private const string Password = "p1";

    private readonly TempFolder folder = new();
    private readonly string program;
    private readonly (string Name, string Value)[] variables;
    private readonly string[] options;
    private Process? process;

    private NatsServer(string program, int port, (string Name, string Value)[] variables, params string[] options)
    {
        (this.program, Port, this.variables, this.options) = (program, port, variables, options);
        Start();
    }

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{Port}");

    /// <summary>Starts one server; skips the calling test where there is no nats-server.</summary>
    public static Task<NatsServer> StartAsync() => StartAsync([]);

    /// <summary>Starts one server with environment variables and options.</summary>
    public static async Task<NatsServer> StartAsync((string Name, string Value)[] variables, params string[] options)
    {
        var server = new NatsServer(Find(), FreePort.Find(), variables, options);
        await server.WaitAsync();
        return server;
    }

    /// <summary>Starts a server as deploy/nats.conf says, whose users have passwords that <see cref="As"/> knows.</summary>
    public static Task<NatsServer> StartDeployedAsync() => StartAsync(
        [("MASKML_CALLER_PASSWORD", Password), ("MASKML_SERVE_PASSWORD", Password), ("MASKML_WORKER_PASSWORD", Password)],
        "-c",
        Path.Combine(RepositoryFolder.Root, "deploy", "nats.conf"));

    /// <summary>Address for a user.</summary>
    public string As(string user, string password = Password) => Url.Replace("//", $"//{user}:{password}@", StringComparison.Ordinal);

    /// <summary>Starts three servers that replicate what they store. Clients know no other addresses than they are given.</summary>
    public static async Task<NatsServer[]> StartClusterAsync()
    {
        string program = Find();
        int[] routes = [FreePort.Find(), FreePort.Find(), FreePort.Find()];
        string all = string.Join(',', routes.Select(route => FormattableString.Invariant($"nats://127.0.0.1:{route}")));
        NatsServer[] servers = [.. routes.Select((route, i) => new NatsServer(
            program, FreePort.Find(), [], "--name", $"n{i}", "--cluster_name", "fleet", "--no_advertise", "--cluster",
            FormattableString.Invariant($"nats://127.0.0.1:{route}"), "--routes", all))];
        await Task.WhenAll(servers.Select(server => server.WaitAsync()));
        return servers;
    }

    /// <summary>Options of a fleet on this server whose workers are given up after two seconds.</summary>
    public FleetOptions Options(string? shared = null) => new() { Url = Url, Shared = shared, AckWait = TimeSpan.FromSeconds(2) };

    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
    }

    /// <summary>Kills it and starts it again on what it has on its disk.</summary>
    public Task RestartAsync()
    {
        Kill();
        Start();
        return WaitAsync();
    }

    public void Start()
    {
        process?.Dispose();
        string port = Port.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(program, ["-a", "127.0.0.1", "-p", port, "-js", "-sd", folder.Path, .. options])
        {
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    public async Task WaitAsync() => await Eventually.TrueAsync(
        () =>
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        () => "no answer from " + Url);

    public void Dispose()
    {
        Kill();
        process!.Dispose();
        folder.Dispose();
    }

    private static string Find()
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin").Append(Path.Combine(RepositoryFolder.Root, "MaskML.Tests", "bin", "nats", "usr", "sbin"))
            .Append(Path.Combine(RepositoryFolder.Root, "MaskML.Tests", "bin", "nats", "usr", "bin"));
        string? found = folders.Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, "nats-server")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, "nats-server is not here.");
        return found!;
    }
}
