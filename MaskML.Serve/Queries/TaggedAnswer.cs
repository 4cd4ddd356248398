using System.IO.Hashing;
using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Queries;

/// <summary>Answers with an ETag of their content.</summary>
internal static class TaggedAnswer
{
    /// <summary>Answers, or says 304 where the request's If-None-Match has the ETag.</summary>
    public static IResult Of(HttpContext context, byte[] body, string type = "application/json; charset=utf-8")
    {
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(
            body, type, entityTag: new EntityTagHeaderValue(FormattableString.Invariant($"\"{XxHash64.HashToUInt64(body):x16}\"")));
    }
}
