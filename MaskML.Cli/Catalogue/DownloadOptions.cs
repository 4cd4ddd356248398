namespace MaskML.Cli.Catalogue;

/// <summary>Retries and timeouts of a download.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Attempts per source.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Timeout for the response and for each read of its body.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Delay before the second attempt; doubles with each attempt.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(1);
}
