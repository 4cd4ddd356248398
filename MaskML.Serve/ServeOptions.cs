using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Faces;
using MaskML.Predict.Options;

namespace MaskML.Serve;

/// <summary>Options of the HTTP service.</summary>
[Description("The HTTP service.")]
public sealed record ServeOptions
{
    /// <summary>Address to listen on; port 0 for any free one.</summary>
    [Description("Address to listen on, such as http://127.0.0.1:5080; port 0 takes a free one. TLS is for a proxy in front.")]
    [ConfigUrl(Listens = true)]
    public string Url { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Names by which callers may reach the service, besides the address in <see cref="Url"/>; <c>*</c> for any.</summary>
    [Description("Host names by which the service may be asked, besides the address in url, such as maskml.example.org or "
        + "*.example.org; * takes any. Other names are refused, so that a foreign page cannot reach the service.")]
    public IReadOnlyList<string> Hosts { get; init; } = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Face detectors that callers may name.</summary>
    [Description("Face detectors that callers may name.")]
    [DetectorName]
    public IReadOnlyList<string> Detectors { get; init; } = FaceDetectors.Names;

    /// <summary>Most memory for the photos in flight, encoded and decoded, in MB; 0 derives it from the memory limit.</summary>
    [Description("Most memory for the photos in flight, in MB: a quarter for those that arrive or wait, the rest for decoded ones. "
        + "0 takes half of the memory that the container or machine has, at most 256 MB for each photo worked on and two more.")]
    [Range(0, 1 << 20)]
    public int MemoryBudget { get; init; }

    /// <summary>Lowest rate of an upload, in bytes a second.</summary>
    [Description("Lowest rate of an upload in bytes a second, after five seconds; slower ones are ended with 408.")]
    [Range(1, 1 << 30)]
    public int MinUploadRate { get; init; } = 8192;

    /// <summary>Largest encoded photo, in bytes.</summary>
    [Description("Largest encoded photo that is accepted, in bytes.")]
    [Range(1024, 1 << 30)]
    public int MaxBytes { get; init; } = 16 << 20;

    /// <summary>Largest body of a request with several photos, in bytes.</summary>
    [Description("Largest body of a request with several photos, in bytes; one photo never has more than maxBytes.")]
    [Range(1024, int.MaxValue)]
    public int MaxTotalBytes { get; init; } = 64 << 20;

    /// <summary>Largest photo, in megapixels.</summary>
    [Description("Largest photo that is accepted, in megapixels; read from its header before anything is decoded.")]
    [Range(0.01, 1000.0)]
    public double MaxMegapixels { get; init; } = 50;

    /// <summary>Largest number of photos in one request.</summary>
    [Description("Most photos in one request.")]
    [Range(1, 10000)]
    public int MaxFiles { get; init; } = 16;

    /// <summary>Largest number of faces judged in one photo.</summary>
    [Description("Most faces judged in one photo, the surest ones; the answer says how many were left out.")]
    [Range(1, 10000)]
    public int MaxFaces { get; init; } = 300;

    /// <summary>Number of photos judged at the same time; 0 for one per core and one more, for small photos.</summary>
    [Description("Photos worked on at a time; 0 for one a core and one more. One of several is for photos of up to 4 megapixels alone.")]
    [Range(0, 1024)]
    public int Concurrency { get; init; }

    /// <summary>Number of requests that may wait besides those being judged; the next one gets 429 with Retry-After.</summary>
    [Description("Requests that may wait for their turn besides those worked on; the next one is answered with 429 and Retry-After.")]
    [Range(0, 100000)]
    public int Queue { get; init; } = 64;

    /// <summary>Time-out of a request in seconds, including upload and wait.</summary>
    [Description("Longest time for one request with everything: upload, wait and work, in seconds.")]
    [Range(0.05, 3600.0)]
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>Time that running requests have to finish after SIGTERM, in seconds.</summary>
    [Description("Time that running requests have to finish after SIGTERM, in seconds.")]
    [Range(0.0, 3600.0)]
    public double ShutdownSeconds { get; init; } = 10;

    /// <summary>Time between SIGTERM, when <c>/readyz</c> begins to answer 503, and the end of listening, in seconds.</summary>
    [Description("After SIGTERM /readyz answers 503 at once and everything else goes on for so many seconds, "
        + "so that a load balancer looks elsewhere.")]
    [Range(0.0, 3600.0)]
    public double DrainSeconds { get; init; }

    /// <summary>Whether <c>/readyz</c> answers 503 while a camera is lost.</summary>
    [Description("/readyz answers 503 while a camera is lost too. Not for load balancers of photos.")]
    public bool ReadyNeedsCameras { get; init; }

    /// <summary>API key that clients must send; null for none.</summary>
    [Description("Key that callers must send as X-Api-Key or Authorization: Bearer; null for none. "
        + "Better given as MASKML__serve__apiKey or by apiKeyFile.")]
    [ConfigSecret]
    public string? ApiKey { get; init; }

    /// <summary>File that contains the API key; null for none.</summary>
    [Description("File that holds the key, such as a mounted secret; null for none.")]
    [ConfigPath]
    public string? ApiKeyFile { get; init; }

    /// <summary>Key for review, runs, trainings and promotion, which also opens everything else; null for none.</summary>
    [Description("Key of those who review labels, retrain and promote; it opens everything else too. Once it is set, callers on the "
        + "same machine need it as well. null leaves these to callers with apiKey or, without one, on the same machine.")]
    [ConfigSecret]
    public string? ReviewKey { get; init; }

    /// <summary>File that contains the review key; null for none.</summary>
    [Description("File that holds the review key; null for none.")]
    [ConfigPath]
    public string? ReviewKeyFile { get; init; }

    /// <summary>Web origins whose pages may call the service (CORS).</summary>
    [Description("Web origins whose pages may ask, such as https://example.org; none by default.")]
    [ConfigUrl]
    public IReadOnlyList<string> Cors { get; init; } = [];

    /// <summary>Photos that are judged at the same time.</summary>
    internal int Workers => Concurrency > 0 ? Concurrency : Environment.ProcessorCount + 1;

    /// <summary>Requests whose photo has arrived: waiting for a worker or being judged.</summary>
    internal int MaxRequests => Workers + Queue;

    /// <summary>Most bytes of photos that arrive or wait.</summary>
    internal long UploadBytes => Budget / 4;

    /// <summary>Most bytes of decoded photos.</summary>
    internal long DecodedBytes => Budget - UploadBytes;

    /// <summary><see cref="Url"/> with a host that can be parsed where it means all addresses.</summary>
    internal string ParsableUrl =>
        Url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);

    private long Budget => MemoryBudget > 0
        ? (long)MemoryBudget << 20
        : Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, (Workers + 2L) << 28);
}
