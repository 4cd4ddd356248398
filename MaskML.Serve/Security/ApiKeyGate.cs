using MaskML.Serve.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace MaskML.Serve.Security;

/// <summary>Lets through who shows the key, and to endpoints that are open to all.</summary>
internal sealed class ApiKeyGate(RequestDelegate next, ApiKey key)
{
    /// <summary>Name of the header; <c>Authorization: Bearer</c> does as well.</summary>
    public const string Header = "X-Api-Key";

    private const string Scheme = "Bearer ";

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!key.IsNeeded || context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        string? shown = Shown(context.Request);
        if (key.Opens(shown))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = shown is null ? "Bearer realm=\"maskml\"" : "Bearer realm=\"maskml\", error=\"invalid_token\"";
        string found = shown is null ? "no key" : "another key";
        return ProblemAnswer.WriteAsync(
            context, "no-key", $"Found {found}, expected the service's own in the header {Header} or as Authorization: Bearer.");
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var own))
        {
            return own.ToString();
        }

        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : null;
    }
}
