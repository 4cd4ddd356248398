namespace MaskML.Serve.Security;

/// <summary>The keys of the service.</summary>
/// <param name="Caller">Opens what no other key is needed for.</param>
/// <param name="Reviewer">Opens everything.</param>
internal sealed record AccessKeys(ApiKey Caller, ApiKey Reviewer)
{
    /// <summary>Reads the keys.</summary>
    /// <exception cref="Predict.Errors.UsageException">A key is invalid or its file cannot be read.</exception>
    public static AccessKeys From(ServeOptions options) => new(
        ApiKey.From(options.ApiKey, options.ApiKeyFile, "serve.apiKey"),
        ApiKey.From(options.ReviewKey, options.ReviewKeyFile, "serve.reviewKey"));
}
