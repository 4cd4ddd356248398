using System.Text.Json.Serialization.Metadata;

namespace MaskML.Serve.Queries;

/// <summary>Answers of endpoints without parameters that change at any time, so that nobody stores them.</summary>
internal static class FreshAnswer
{
    /// <summary>Answers with JSON.</summary>
    /// <exception cref="ServeException">The request has parameters.</exception>
    public static IResult Of<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        _ = new RequestQuery(context.Request.Query);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(answer, type);
    }
}
