using System.Net;
using System.Text.Json;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Checks problem details (RFC 9457).</summary>
internal static class ProblemCheck
{
    /// <summary>Asserts that a response is a problem of a kind, and returns its detail.</summary>
    public static async Task<string> IsAsync(HttpResponseMessage response, int status, string kind)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((HttpStatusCode)status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(text);
        JsonElement problem = document.RootElement;
        Assert.Equal("urn:maskml:problem:" + kind, problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        string detail = problem.GetProperty("detail").GetString()!;
        Assert.NotEmpty(detail);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return detail;
    }
}
