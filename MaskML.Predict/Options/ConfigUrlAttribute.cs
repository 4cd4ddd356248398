namespace MaskML.Predict.Options;

/// <summary>Marks a text, or a list of texts, as web origins: scheme, host and port, and nothing behind them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigUrlAttribute : Attribute
{
    /// <summary>Whether the program listens there: http alone, and <c>*</c> or <c>+</c> may stand for every address of the machine.</summary>
    public bool Listens { get; init; }

    /// <summary>What is expected, in words.</summary>
    internal string Expected => Listens ? "an address such as http://127.0.0.1:5080" : "a web origin such as https://example.org";

    /// <summary>Whether a text is one.</summary>
    internal bool Fits(string text)
    {
        string plain = Listens ? text.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal) : text;
        return Uri.TryCreate(plain, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttp || (!Listens && uri.Scheme == Uri.UriSchemeHttps))
            && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && (Listens || !text.EndsWith('/'));
    }
}
