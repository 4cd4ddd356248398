using System.Text.Json.Serialization;
using MaskML.Predict.Options;

namespace MaskML.Fleet;

/// <summary>Several machines that share work through NATS JetStream, see docs/fleet.md.</summary>
public sealed record FleetOptions
{
    /// <summary>Addresses of the NATS servers, such as nats://a:4222,nats://b:4222, or tls://; null for none. The option --fleet.</summary>
    /// <remarks>May contain a password.</remarks>
    [ConfigSecret]
    public string? Url { get; init; }

    /// <summary>Credentials file of the NATS user (.creds); null for none. The option --fleet-creds.</summary>
    [ConfigPath]
    public string? Credentials { get; init; }

    /// <summary>Certificate of the authority that signed those of the servers, as PEM; null for the authorities of the system.</summary>
    [ConfigPath]
    public string? Authority { get; init; }

    /// <summary>
    /// Folder that callers and workers share, wherever each of them has it. Photos below it are named to the workers, which read nothing
    /// else; all other photos are copied through NATS. Null: all are copied.
    /// </summary>
    [ConfigPath]
    public string? Shared { get; init; }

    /// <summary>
    /// Whether serve has its cameras watched by the workers, and shows those of the whole fleet. False: each service watches its own.
    /// </summary>
    public bool Cameras { get; init; }

    /// <summary>
    /// Whether serve gives its live model to the workers through NATS, and workers take it from there into the file that model names.
    /// </summary>
    public bool Models { get; init; }

    /// <summary>Name of a worker, by which fleet status shows it and fleet model --worker means it; null for the machine's.</summary>
    public string? Worker { get; init; }

    /// <summary>Folder of a worker for events that are not told yet: a database for each worker that runs at the same time.</summary>
    [ConfigPath]
    public string Store { get; init; } = "data/fleet";

    /// <summary>After this time without a sign of life from its worker, a photo is given to another one.</summary>
    internal TimeSpan AckWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this time without a sign of life from its worker, a camera is given to another one.</summary>
    internal TimeSpan CameraWait { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Time between two looks for another model.</summary>
    internal TimeSpan ModelPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Name of this worker.</summary>
    internal string WorkerName => Worker ?? Environment.MachineName;

    /// <summary>The addresses for messages, without user and password.</summary>
    [JsonIgnore]
    public string Name => string.Join(',', (Url ?? "").Split(',').Select(url =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? $"{uri.Scheme}://{uri.Authority}" : "?"));

    /// <summary>Checks the addresses.</summary>
    /// <exception cref="UsageException">They cannot be used.</exception>
    public void Check()
    {
        if (Url is null || !Url.Split(',').All(IsAddress))
        {
            // It may contain a password.
            string found = Url is null ? "nothing" : "something else";
            throw new UsageException(
                $"fleet.url: found {found}, expected addresses such as nats://broker:4222 or tls://broker:4222, separated by commas.");
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "nats" or "tls" && uri.Host.Length > 0;
}
