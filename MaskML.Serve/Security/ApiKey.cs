using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Errors;

namespace MaskML.Serve.Security;

/// <summary>The API key that clients must send, stored as its hash; or none.</summary>
internal sealed class ApiKey
{
    private const int MinLength = 16;

    private readonly byte[]? hash;

    private ApiKey(byte[]? hash) => this.hash = hash;

    /// <summary>Whether clients must send a key.</summary>
    public bool IsNeeded => hash is not null;

    /// <summary>Reads the key from the options or the file that they name.</summary>
    /// <exception cref="UsageException">Both are given, the key is too short or has invalid characters, or the file cannot be
    /// read.</exception>
    public static ApiKey From(ServeOptions options)
    {
        if (options.ApiKey is not null && options.ApiKeyFile is not null)
        {
            throw new UsageException("serve.apiKey and serve.apiKeyFile: found both, expected one of them.");
        }

        string? key = options.ApiKeyFile is null ? options.ApiKey : Read(options.ApiKeyFile);
        if (key is null)
        {
            return new ApiKey(null);
        }

        if (key.Length < MinLength || key.Any(c => c is <= ' ' or > '~'))
        {
            throw new UsageException(
                $"serve.apiKey: found {key.Length} characters, expected {MinLength} or more printable ASCII characters without spaces, "
                + "such as `openssl rand -hex 32` prints.");
        }

        return new ApiKey(Hash(key));
    }

    /// <summary>
    /// Whether a key is the right one. The comparison takes the same time for all keys, so it reveals nothing about the key.
    /// </summary>
    public bool Accepts(string? key) => hash is null || (key is not null && CryptographicOperations.FixedTimeEquals(Hash(key), hash));

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
