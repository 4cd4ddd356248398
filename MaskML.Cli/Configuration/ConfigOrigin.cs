namespace MaskML.Cli.Configuration;

/// <summary>The origin of a value.</summary>
/// <param name="Name">Name in messages: a file name, <c>environment variable X</c> or <c>--set</c>.</param>
/// <param name="Directory">Base of relative paths in its values.</param>
internal sealed record ConfigOrigin(string Name, string Directory);
