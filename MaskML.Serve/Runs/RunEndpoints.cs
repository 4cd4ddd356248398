using System.Text;
using MaskML.Serve.Queries;
using MaskML.Serve.Security;
using MaskML.Train.Promotion;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace MaskML.Serve.Runs;

/// <summary><c>/v1/runs</c>, <c>/v1/models/back</c> and <c>/v1/promotions</c>: what was trained, and which model is live.</summary>
internal static class RunEndpoints
{
    private const int MinReason = 3;

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").RequireReviewer();
        group.MapGet(Routes.Runs, (RunLibrary runs, HttpContext context) =>
            FreshAnswer.Of(context, runs.List(), ServeJson.Default.RunsAnswer));
        group.MapGet(Routes.RunComparison, Compare);
        group.MapGet(Routes.Run, (RunLibrary runs, HttpContext context, string id) =>
            FreshAnswer.Of(context, runs.Describe(id), ServeJson.Default.RunDetailAnswer));
        group.MapGet(Routes.RunReport, Report);
        group.MapGet(Routes.RunImage, Picture);
        group.MapPost(Routes.RunPromotion, PromoteAsync);
        group.MapPost(Routes.Back, BackAsync);
        group.MapGet(Routes.Promotions, (RunLibrary runs, HttpContext context) =>
            FreshAnswer.Of(context, runs.History(), ServeJson.Default.IReadOnlyListPromotionAnswer));
    }

    private static IResult Compare(RunLibrary runs, HttpContext context)
    {
        var query = new RequestQuery(context.Request.Query, "a", "b");
        return Results.Json(
            runs.Compare(Run("a"), Run("b"), context.RequestAborted), ServeJson.Default.ComparisonAnswer);

        string Run(string name) => query.Text(name) ?? throw new ServeException(
            "bad-parameter", $"{name}: found none, expected the name of a run{(name == "a" ? $", or {RunLibrary.Live}" : "")}.");
    }

    private static IResult Report(RunLibrary runs, HttpContext context, string id)
    {
        _ = new RequestQuery(context.Request.Query);
        string html = runs.Report(id);

        // Reports have their style inside and neither scripts nor links.
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
        return Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8);
    }

    private static IResult Picture(RunLibrary runs, HttpContext context, string id, int number)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(
            runs.Picture(id, number) ?? throw new ServeException("not-found", "The file of this image is not there any more."),
            "image/jpeg");
    }

    private static async Task<IResult> PromoteAsync(RunLibrary runs, HttpContext context, string id)
    {
        PromotionRequest request = await RequestBody.ReadAsync<PromotionRequest>(context);
        string? reason = RequestBody.Text(request.Reason, "reason");
        if (request.Confirm && (reason?.Length ?? 0) < MinReason)
        {
            throw new ServeException("bad-request", "reason: found none, expected why a model goes live that is worse or not compared.");
        }

        var wish = new PromotionWish(Who(request)) { Force = request.Confirm, Reason = reason };
        return Results.Json(runs.Promote(id, wish, context.RequestAborted), ServeJson.Default.PromotionAnswer);
    }

    private static async Task<IResult> BackAsync(RunLibrary runs, HttpContext context)
    {
        PromotionRequest request = await RequestBody.ReadAsync<PromotionRequest>(context);
        return Results.Json(
            runs.GoBack(Who(request), RequestBody.Text(request.Reason, "reason")), ServeJson.Default.PromotionAnswer);
    }

    private static string Who(PromotionRequest request) => RequestBody.Text(request.Who, "who") ?? "somebody over HTTP";
}
