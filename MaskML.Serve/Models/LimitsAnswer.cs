namespace MaskML.Serve.Models;

/// <summary>The service's limits, as the section <c>serve</c> of the configuration gives them.</summary>
internal sealed record LimitsAnswer(
    int MaxBytes, int MaxTotalBytes, double MaxMegapixels, int MaxFiles, int MaxFaces, int Concurrency, int Queue, double TimeoutSeconds)
{
    /// <summary>The limits of a configuration.</summary>
    public static LimitsAnswer Of(ServeOptions config) => new(
        config.MaxBytes, config.MaxTotalBytes, config.MaxMegapixels, config.MaxFiles, config.MaxFaces, config.Workers, config.Queue, config.TimeoutSeconds);
}
