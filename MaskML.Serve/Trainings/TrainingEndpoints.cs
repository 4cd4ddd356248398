using System.Text.Json;
using MaskML.Serve.Events;
using MaskML.Serve.Queries;
using MaskML.Serve.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Trainings;

/// <summary><c>/v1/trainings</c>: trainings, one at a time, each in a process of its own.</summary>
internal static class TrainingEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").RequireReviewer();
        group.MapGet(
            Routes.Trainings,
            (TrainingJobs jobs, HttpContext context) => FreshAnswer.Of(context, jobs.List(), ServeJson.Default.TrainingsAnswer));
        group.MapPost(Routes.Trainings, StartAsync);
        group.MapGet(Routes.Training, (TrainingJobs jobs, HttpContext context, string id) =>
            FreshAnswer.Of(context, jobs.Get(id).State, ServeJson.Default.TrainingAnswer));
        group.MapDelete(Routes.Training, (TrainingJobs jobs, string id) =>
        {
            jobs.Get(id).Cancel();
            return Results.NoContent();
        });
        group.MapGet(Routes.TrainingStream, StreamAsync);
    }

    private static async Task<IResult> StartAsync(TrainingJobs jobs, HttpContext context)
    {
        TrainingAnswer training = jobs.Start(await RequestBody.ReadAsync<TrainingRequest>(context));
        context.Response.Headers.Location = $"{Routes.Trainings}/{training.Id}";
        return Results.Json(training, ServeJson.Default.TrainingAnswer, statusCode: StatusCodes.Status201Created);
    }

    // Each event has the whole state, so that a reader who comes late, or comes back, needs nothing else.
    private static Task StreamAsync(TrainingJobs jobs, HttpContext context, string id, IHostApplicationLifetime lifetime)
    {
        TrainingJob job = jobs.Get(id);
        TrainingAnswer? told = null;
        return ServerSentEvents.WriteAsync(context, lifetime, () => job.Changed, () =>
        {
            TrainingAnswer now = job.State;
            if (ReferenceEquals(now, told))
            {
                return ([], now.Ended is not null);
            }

            told = now;
            string json = JsonSerializer.Serialize(now, ServeJson.Default.TrainingAnswer);
            return ([$"event: training\ndata: {json}\n\n"], now.Ended is not null);
        });
    }
}
