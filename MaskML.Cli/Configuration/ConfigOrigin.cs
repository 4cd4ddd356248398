namespace MaskML.Cli.Configuration;

/// <summary>Where a value comes from.</summary>
/// <param name="Name">As problems tell it: a file name, <c>environment variable X</c> or <c>--set</c>.</param>
/// <param name="Directory">Where the relative paths among its values start.</param>
internal sealed record ConfigOrigin(string Name, string Directory);
