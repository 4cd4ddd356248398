using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Errors;

namespace MaskML.Serve.Security;

/// <summary>The key that callers must show, kept as its hash; or none.</summary>
internal sealed class ApiKey
{
    private const int Shortest = 16;

    private readonly byte[]? hash;

    private ApiKey(byte[]? hash) => this.hash = hash;

    /// <summary>Whether callers must show a key.</summary>
    public bool IsNeeded => hash is not null;

    /// <summary>Takes the key from the configuration or the file that it names.</summary>
    /// <exception cref="UsageException">There are two, it is too easy to guess, or the file cannot be read.</exception>
    public static ApiKey From(ServeOptions config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.ApiKey is not null && config.ApiKeyFile is not null)
        {
            throw new UsageException("serve.apiKey and serve.apiKeyFile: found both, expected one of them.");
        }

        string? key = config.ApiKeyFile is null ? config.ApiKey : Read(config.ApiKeyFile);
        if (key is null)
        {
            return new ApiKey(null);
        }

        if (key.Length < Shortest || key.Any(c => c is <= ' ' or > '~'))
        {
            throw new UsageException(
                $"serve.apiKey: found {key.Length} characters, expected {Shortest} or more letters, digits and signs without spaces, such as `openssl rand -hex 32` gives.");
        }

        return new ApiKey(Hash(key));
    }

    /// <summary>Whether a shown key is the right one; how long it takes tells nothing of the key.</summary>
    public bool Opens(string? shown) => hash is null || (shown is not null && CryptographicOperations.FixedTimeEquals(Hash(shown), hash));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"serve.apiKeyFile: {path} cannot be read: {e.Message}", e);
        }
    }
}
