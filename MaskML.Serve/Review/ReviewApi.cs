using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Predict.Hosting;
using MaskML.Serve.Queries;
using MaskML.Serve.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace MaskML.Serve.Review;

/// <summary><c>/v1/review</c>: the crops under review, their labels, and the figures that follow from them.</summary>
internal sealed partial class ReviewApi(ReviewStore store, ReviewOptions options, MaskModelPool pool)
{
    private const int MaxCrops = 500;
    private const int MaxBytes = 1 << 20;
    private const int MaxName = 40;

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.ReviewCrops, (ReviewApi api, HttpContext context) => api.Crops(context)).RequireReviewer();
        routes.MapGet(
            Routes.ReviewCrop, (ReviewApi api, HttpContext context, string id) => api.Picture(context, id, false)).RequireReviewer();
        routes.MapGet(
            Routes.ReviewAround, (ReviewApi api, HttpContext context, string id) => api.Picture(context, id, true)).RequireReviewer();
        routes.MapPost(Routes.ReviewLabels, (ReviewApi api, HttpContext context) => api.LabelAsync(context)).RequireReviewer();
        routes.MapGet(Routes.ReviewFigures, (ReviewApi api, HttpContext context) => api.Figures(context)).RequireReviewer();
    }

    // The latest first; `next` continues with those before.
    private IResult Crops(HttpContext context)
    {
        RequireOn();
        var query = new RequestQuery(
            context.Request.Query, "label", "answer", "source", "reason", "state", "below", "after", "limit");
        string state = query.OneOf("state", "open", "answered", "all");
        string? reason = query.Text("reason") is null ? null : query.OneOf("reason", [.. ReviewReason.All]);
        string? label = query.Text("label");
        string? answer = query.Text("answer");
        string? source = query.Text("source");
        string? after = query.Text("after");
        double below = query.Share("below", 2);
        int limit = (int)query.Number("limit", 1, MaxCrops, 100);
        IReadOnlyList<ReviewedCrop> all = store.All;
        ReviewedCrop[] page =
        [
            .. all.Reverse().Where(crop =>
                (after is null || string.CompareOrdinal(crop.Crop.Id, after) < 0)
                && (state == "all" || (state == "open") == (crop.Answer is null))
                && (reason is null || crop.Crop.Reason == reason)
                && (label is null || crop.Crop.Label == label)
                && (answer is null || crop.Answer == answer)
                && (source is null || crop.Crop.Source == source)
                && crop.Crop.Confidence < below).Take(limit + 1),
        ];
        int open = all.Count(crop => crop.Answer is null);
        var found = new ReviewCropsAnswer(
            [.. page.Take(limit).Select(Answer)],
            page.Length > limit ? page[limit - 1].Crop.Id : null,
            Labels(),
            [.. all.Select(crop => crop.Crop.Source).Distinct().Order(StringComparer.Ordinal)],
            open,
            all.Count - open);
        return TaggedAnswer.Of(context, JsonSerializer.SerializeToUtf8Bytes(found, ServeJson.Default.ReviewCropsAnswer));
    }

    private IResult Picture(HttpContext context, string id, bool around)
    {
        RequireOn();
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(store.Read(id, around), around ? "image/jpeg" : "image/png");
    }

    private IResult Figures(HttpContext context)
    {
        RequireOn();
        _ = new RequestQuery(context.Request.Query);
        return TaggedAnswer.Of(
            context, JsonSerializer.SerializeToUtf8Bytes(FieldFigures.Of(store.All), ServeJson.Default.ReviewFiguresAnswer));
    }

    private async Task<IResult> LabelAsync(HttpContext context)
    {
        RequireOn();
        _ = new RequestQuery(context.Request.Query);
        ReviewLabels given = await RequestBody.ReadAsync<ReviewLabels>(context, MaxBytes);
        Check(given);
        (IReadOnlyList<ReviewedCrop> crops, bool stored) = store.Answer(given.Answers, given.By.Trim());
        ReviewCropAnswer[] answers = [.. crops.Select(Answer)];
        if (stored)
        {
            return TypedResults.Json(answers, ServeJson.Default.ReviewCropAnswerArray);
        }

        string who = string.Join(", ", answers.Select(one => string.IsNullOrEmpty(one.By) ? "somebody" : one.By).Distinct());
        await ProblemAnswer.WriteAsync(
            context,
            ProblemKind.Of("changed"),
            $"Found {answers.Length} crops that {who} answered since you saw them, expected the versions in conflicts. "
            + "Nothing was stored: look at them and answer again.",
            new Dictionary<string, object?>
            {
                ["conflicts"] = JsonSerializer.SerializeToElement(answers, ServeJson.Default.ReviewCropAnswerArray),
            });
        return Results.Empty;
    }

    private void Check(ReviewLabels given)
    {
        if (given is not { By: not null, Answers: not null } || given.Answers.Any(one => one?.Id is null))
        {
            throw Wrong("Found null, expected {\"by\":\"NAME\",\"answers\":[{\"id\":\"…\",\"answer\":\"LABEL\",\"version\":0}]}.");
        }

        if (given.By.Length > MaxName || given.By.Any(char.IsControl))
        {
            throw Wrong($"by: found {given.By.Length} characters, expected a name of up to {MaxName} without control characters.");
        }

        if (given.Answers.Count is 0 or > MaxCrops || given.Answers.DistinctBy(one => one.Id).Count() < given.Answers.Count)
        {
            throw Wrong($"answers: found {given.Answers.Count}, expected 1 to {MaxCrops}, each for another crop.");
        }

        string[] known = [.. Labels(), ReviewEntry.Skip, ReviewEntry.NoFace];
        if (given.Answers.FirstOrDefault(one => one.Answer is { } answer && !known.Contains(answer)) is { } odd)
        {
            throw Wrong(
                $"answer: found '{RequestText.Truncate(odd.Answer!, MaxName)}', expected one of {string.Join(", ", known)}, or null.");
        }
    }

    private static ServeException Wrong(string message) => new("bad-request", message);

    // A label is the name of a folder.
    private string[] Labels() => [.. (options.Labels.Count > 0 ? options.Labels : pool.Current?.Manifest?.Labels ?? [])
        .Where(label => FolderName().IsMatch(label))];

    private void RequireOn()
    {
        if (!options.Enabled)
        {
            throw new ServeException("review-off", "The service collects nothing for review. Set review.enabled in its configuration.");
        }
    }

    private static ReviewCropAnswer Answer(ReviewedCrop crop) => new(
        crop.Crop.Id,
        crop.Crop.Time,
        crop.Crop.Source,
        crop.Crop.Name,
        crop.Crop.Label,
        crop.Crop.Confidence,
        crop.Crop.Scores,
        crop.Crop.Model,
        crop.Crop.Reason,
        crop.Answer,
        crop.Last?.By,
        crop.Last?.At,
        crop.Version);

    [GeneratedRegex(@"\A[\p{L}\p{N}\p{Mn}_]+\z")]
    private static partial Regex FolderName();
}
