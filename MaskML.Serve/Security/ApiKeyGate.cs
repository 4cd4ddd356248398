using System.Net;
using Microsoft.AspNetCore.Authorization;

namespace MaskML.Serve.Security;

/// <summary>
/// Rejects requests without the key that their endpoint needs. Endpoints of reviewers need the review key; without one, the API key; and
/// without either, a caller on this machine. All others need the API key if there is one, except those that allow anonymous access.
/// </summary>
internal sealed class ApiKeyGate(RequestDelegate next, AccessKeys keys)
{
    private const string Scheme = "Bearer ";

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        bool review = endpoint.Metadata.GetMetadata<ReviewRole>() is not null;
        ApiKey needed = review && keys.Reviewer.IsNeeded ? keys.Reviewer : keys.Caller;
        if (!needed.IsNeeded)
        {
            return !review || IsOfThisMachine(context) ? next(context) : ProblemAnswer.WriteAsync(
                context,
                "key-needed",
                "Found a caller from another machine or a page of another origin, expected this machine, because the service has no key. "
                + "Set serve.reviewKey to allow others.");
        }

        string? sent = KeyOf(context.Request);
        if (needed.Accepts(sent) || keys.Reviewer.Accepts(sent))
        {
            return next(context);
        }

        context.Response.Headers.WWWAuthenticate = sent is null
            ? "Bearer realm=\"maskml\""
            : "Bearer realm=\"maskml\", error=\"invalid_token\"";
        string found = sent is null ? "no key" : "a wrong key";
        string expected = needed == keys.Reviewer ? "review key" : "key";
        return ProblemAnswer.WriteAsync(
            context,
            "no-key",
            $"Found {found}, expected the service's {expected} in the header {Routes.KeyHeader} or as Authorization: Bearer.");
    }

    // What a proxy on this machine forwards comes from elsewhere.
    private static bool IsOfThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && (context.Request.Headers.Origin is not [{ } origin] || CallerGate.IsOwn(origin, context.Request.Host));

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
