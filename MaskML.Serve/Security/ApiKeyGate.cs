using Microsoft.AspNetCore.Authorization;

namespace MaskML.Serve.Security;

/// <summary>Rejects requests without the API key, except to endpoints that allow anonymous access.</summary>
internal sealed class ApiKeyGate(RequestDelegate next, ApiKey key)
{
    private const string Scheme = "Bearer ";

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!key.IsNeeded || context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        string? sent = KeyOf(context.Request);
        if (key.Accepts(sent))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = sent is null
            ? "Bearer realm=\"maskml\""
            : "Bearer realm=\"maskml\", error=\"invalid_token\"";
        string found = sent is null ? "no key" : "a wrong key";
        return ProblemAnswer.WriteAsync(
            context, "no-key", $"Found {found}, expected the service's key in the header {Routes.KeyHeader} or as Authorization: Bearer.");
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Routes.KeyHeader, out var own))
        {
            return own.ToString();
        }

        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : null;
    }
}
