using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Errors;

namespace MaskML.Serve.Security;

/// <summary>A key that clients must send, stored as its hash; or none.</summary>
internal sealed class ApiKey
{
    private const int MinLength = 16;

    private readonly byte[]? hash;

    private ApiKey(byte[]? hash) => this.hash = hash;

    /// <summary>Whether clients must send a key.</summary>
    public bool IsNeeded => hash is not null;

    /// <summary>Reads a key from a setting or the file that another setting names.</summary>
    /// <param name="given">The key; null for none.</param>
    /// <param name="file">The file; null for none.</param>
    /// <param name="setting">Name of the setting of the key, for messages.</param>
    /// <exception cref="UsageException">Both are given, the key is too short or has invalid characters, or the file cannot be
    /// read.</exception>
    public static ApiKey From(string? given, string? file, string setting)
    {
        if (given is not null && file is not null)
        {
            throw new UsageException($"{setting} and {setting}File: found both, expected one of them.");
        }

        string? key = file is null ? given : Read(file, setting);
        if (key is null)
        {
            return new ApiKey(null);
        }

        if (key.Length < MinLength || key.Any(c => c is <= ' ' or > '~'))
        {
            throw new UsageException(
                $"{setting}: found {key.Length} characters, expected {MinLength} or more printable ASCII characters without spaces, "
                + "such as `openssl rand -hex 32` prints.");
        }

        return new ApiKey(Hash(key));
    }

    /// <summary>
    /// Whether there is a key and this is it. The comparison takes the same time for all keys, so it reveals nothing about the key.
    /// </summary>
    public bool Accepts(string? key) => hash is not null && key is not null && CryptographicOperations.FixedTimeEquals(Hash(key), hash);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static string Read(string path, string setting)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{setting}File: {path} cannot be read: {e.Message}", e);
        }
    }
}
