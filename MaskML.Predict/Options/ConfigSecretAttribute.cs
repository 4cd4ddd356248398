namespace MaskML.Predict.Options;

/// <summary>Marks a value that no message shows and no file keeps: neither a run's <c>config.json</c> nor a model's manifest.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigSecretAttribute : Attribute
{
}
