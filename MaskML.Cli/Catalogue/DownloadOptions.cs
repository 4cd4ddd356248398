namespace MaskML.Cli.Catalogue;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Attempts for each source.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait for an answer, or for the next bytes of one.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Wait before the second attempt; it doubles from attempt to attempt.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(1);
}
