using Microsoft.Extensions.Primitives;

namespace MaskML.Serve.Security;

/// <summary>
/// Refuses requests to names that the service does not have, so that a web page whose name was made to resolve to this machine reaches
/// nothing (DNS rebinding), and requests with an effect from pages of other origins.
/// </summary>
internal sealed class CallerGate(RequestDelegate next, ServeOptions serve)
{
    private const int MaxShownLength = 100;

    private readonly StringSegment[] hosts = [.. serve.Hosts, new Uri(serve.ParsableUrl).Host];

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!hosts.Contains("*") && !HostString.MatchesAny(request.Host.Host, hosts))
        {
            string found = RequestText.Truncate(request.Host.Value ?? "", MaxShownLength);
            return ProblemAnswer.WriteAsync(
                context, "wrong-host", $"Found the host '{found}', expected one of {string.Join(", ", serve.Hosts)} (serve.hosts).");
        }

        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method) || serve.Cors.Contains(origin) || IsOwn(origin, request.Host)
            ? next(context)
            : ProblemAnswer.WriteAsync(
                context,
                "wrong-origin",
                $"Found the origin '{RequestText.Truncate(origin, MaxShownLength)}', expected this service's own or one of serve.cors.");
    }

    /// <summary>Whether an origin is the service's own. A proxy in front may speak https.</summary>
    internal static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
