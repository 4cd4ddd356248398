using Microsoft.AspNetCore.Http;

namespace MaskML.Serve.Security;

/// <summary>Headers that keep browsers from doing more with an answer than they should.</summary>
internal static class SecurityHeaders
{
    // blob: is the photo or the camera that the page itself shows; nothing comes from elsewhere.
    private const string Policy =
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds them to an answer, an error's too.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                IHeaderDictionary headers = ((HttpContext)state).Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                return Task.CompletedTask;
            },
            context);
        return next(context);
    }
}
