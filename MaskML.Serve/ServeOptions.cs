using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Serve;

/// <summary>The HTTP service.</summary>
[Description("The HTTP service.")]
public sealed record ServeOptions
{
    /// <summary>Address to listen on.</summary>
    [Description("Address to listen on, such as http://127.0.0.1:5080; port 0 takes a free one. TLS is for a proxy in front.")]
    [ConfigUrl(Listens = true)]
    public string Url { get; init; } = "http://127.0.0.1:5080";

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
    public double MaxMegapixels { get; init; } = 25;

    /// <summary>Most photos in one request.</summary>
    [Description("Most photos in one request.")]
    [Range(1, 10000)]
    public int MaxFiles { get; init; } = 16;

    /// <summary>Most faces judged in one photo.</summary>
    [Description("Most faces judged in one photo, the surest ones; the answer says how many were left out.")]
    [Range(1, 10000)]
    public int MaxFaces { get; init; } = 300;

    /// <summary>Photos worked on at a time; 0 for one a core.</summary>
    [Description("Photos worked on at a time; 0 for one a core.")]
    [Range(0, 1024)]
    public int Concurrency { get; init; }

    /// <summary>Requests that may wait for their turn.</summary>
    [Description("Requests that may wait for their turn besides those worked on; the next one is answered with 429 and Retry-After.")]
    [Range(0, 100000)]
    public int Queue { get; init; } = 64;

    /// <summary>Longest time for one request, in seconds.</summary>
    [Description("Longest time for one request with everything: upload, wait and work, in seconds.")]
    [Range(0.05, 3600.0)]
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>Time for running requests after SIGTERM, in seconds.</summary>
    [Description("Time that running requests have to finish after SIGTERM, in seconds.")]
    [Range(0.0, 3600.0)]
    public double ShutdownSeconds { get; init; } = 10;

    /// <summary>Time between a failing <c>/readyz</c> and the end of listening, in seconds.</summary>
    [Description("After SIGTERM /readyz answers 503 at once and everything else goes on for so many seconds, so that a load balancer looks elsewhere.")]
    [Range(0.0, 3600.0)]
    public double DrainSeconds { get; init; }

    /// <summary>Key that callers must show; null for none.</summary>
    [Description("Key that callers must send as X-Api-Key or Authorization: Bearer; null for none. Better given as MASKML__serve__apiKey or by apiKeyFile.")]
    [ConfigSecret]
    public string? ApiKey { get; init; }

    /// <summary>File that holds the key; null for none.</summary>
    [Description("File that holds the key, such as a mounted secret; null for none.")]
    [ConfigPath]
    public string? ApiKeyFile { get; init; }

    /// <summary>Web origins whose pages may ask.</summary>
    [Description("Web origins whose pages may ask, such as https://example.org; none by default.")]
    [ConfigUrl]
    public IReadOnlyList<string> Cors { get; init; } = [];

    /// <summary>Photos worked on at a time.</summary>
    internal int Workers => Concurrency > 0 ? Concurrency : Environment.ProcessorCount;
}
