namespace MaskML.Serve.Security;

/// <summary>Response headers that restrict what browsers may do with an answer.</summary>
internal static class SecurityHeaders
{
    // The page shows photos and the camera through blob: URLs; nothing is loaded from other origins.
    private const string Policy =
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the headers to every response, including errors; an endpoint may have set a policy of its own.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                IHeaderDictionary headers = ((HttpContext)state).Response.Headers;
                headers.TryAdd("Content-Security-Policy", Policy);
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
