namespace MaskML.Predict.Options;

/// <summary>
/// Marks a text, or a list of texts, as paths. A relative path starts at the folder of the file that contains it, or at the current
/// directory if it comes from the environment or the command line.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigPathAttribute : Attribute
{
    /// <summary>Whether the text can also be a name; it is a path only if it contains a separator or ends in <c>.onnx</c>.</summary>
    public bool OrName { get; init; }

    /// <summary>Whether the text can also be a URL or the number of a camera.</summary>
    public bool OrAddress { get; init; }

    /// <summary>Whether the text can be empty; an empty text is not changed.</summary>
    public bool MayBeEmpty { get; init; }
}

/// <summary>Marks a secret. It never appears in messages, in the <c>config.json</c> of a run or in the manifest of a model.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigSecretAttribute : Attribute
{
}

/// <summary>Marks a text, or a list of texts, as web origins: scheme, host and port, without a path.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigUrlAttribute : Attribute
{
    /// <summary>Whether the program listens on the address: only http, where <c>*</c> or <c>+</c> means every local address.</summary>
    public bool Listens { get; init; }

    /// <summary>Describes the expected format, for messages.</summary>
    internal string Expected => Listens
        ? "an address such as http://127.0.0.1:5080 (an IP address, localhost, or * for all of this machine)"
        : "a web origin such as https://example.org";

    /// <summary>Whether a text has the expected format.</summary>
    internal bool Fits(string text)
    {
        string plain = Listens
            ? text.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal)
            : text;
        return Uri.TryCreate(plain, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttp || (!Listens && uri.Scheme == Uri.UriSchemeHttps))
            && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && (Listens || !text.EndsWith('/'))

            // Kestrel takes a name that it does not know for all addresses.
            && (!Listens || plain != text || uri.Host == "localhost" || uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6);
    }
}
