using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace MaskML.Serve.Queries;

/// <summary>Reads small JSON bodies. Members that are unknown, null where they may not be, or of a wrong type are refused.</summary>
internal static class RequestBody
{
    private const int UsualBytes = 64 << 10;
    private const int MaxText = 1000;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">Longest body to accept.</param>
    /// <exception cref="ServeException">The body is not what was expected.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, int maxBytes = UsualBytes)
        where T : class
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = maxBytes;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Strict, context.RequestAborted)
                ?? throw new JsonException("found null, expected an object.");
        }
        catch (JsonException e)
        {
            throw new ServeException("bad-request", $"The body cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Checks a text of a body, and trims it; null for none.</summary>
    /// <exception cref="ServeException">It is too long.</exception>
    public static string? Text(string? text, string name) => string.IsNullOrWhiteSpace(text) ? null
        : text.Length <= MaxText ? text.Trim()
        : throw new ServeException("bad-request", $"{name}: found {text.Length} characters, expected at most {MaxText}.");
}
