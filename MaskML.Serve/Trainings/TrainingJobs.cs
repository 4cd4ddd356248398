using System.ComponentModel;
using MaskML.Serve.Runs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Trainings;

/// <summary>The trainings since the service started; one runs at a time.</summary>
internal sealed partial class TrainingJobs(RunSettings settings, TimeProvider time, ILogger<TrainingJobs> log) : IHostedService
{
    private const int MaxKept = 20;

    private readonly TrainingSources sources = new(settings);
    private readonly ServerPaths paths = new(settings.Training);
    private readonly Lock sync = new();
    private readonly List<TrainingJob> jobs = [];

    /// <summary>Sources and trainings.</summary>
    public TrainingsAnswer List()
    {
        lock (sync)
        {
            return new TrainingsAnswer(
                [.. sources.All().Select(one => one.Source)],
                jobs.FirstOrDefault(job => job.IsRunning)?.State.Id,
                [.. jobs.Select(job => job.State with { Comparison = null }).Reverse()]);
        }
    }

    /// <summary>A training.</summary>
    public TrainingJob Get(string id)
    {
        lock (sync)
        {
            return jobs.Find(job => job.State.Id == id)
                ?? throw new ServeException("not-found", $"Found no training '{RequestText.Truncate(id, 40)}' since the service started.");
        }
    }

    /// <summary>Starts a training.</summary>
    public TrainingAnswer Start(TrainingRequest request)
    {
        if (settings.Train is null)
        {
            throw new ServeException("no-training", "This service was started without what trains; `maskml train` does it.");
        }

        IReadOnlyList<(SourceAnswer Source, string Folder)> chosen = sources.Choose(request.Sources);
        lock (sync)
        {
            if (jobs.Find(job => job.IsRunning) is { } running)
            {
                throw new ServeException("training-runs", $"The training {running.State.Id} runs. Wait for its end, or cancel it.");
            }

            var started = new TrainingAnswer
            {
                Id = Guid.NewGuid().ToString("N")[..12],
                State = "running",
                Started = time.GetUtcNow(),
                Sources = [.. chosen.Select(one => one.Source)],
            };
            try
            {
                var job = new TrainingJob(
                    started, TrainingJob.Launch(settings.Train([.. chosen.Select(one => (one.Folder, one.Source.Weight))])), paths, time);
                jobs.Add(job);
                jobs.RemoveRange(0, Math.Max(0, jobs.Count - MaxKept));
                _ = FollowAsync(job);
                return started;
            }
            catch (Win32Exception e)
            {
                throw new InvalidOperationException($"The training cannot be started: {e.Message}", e);
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends a running training with the service.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (sync)
        {
            jobs.FindAll(job => job.IsRunning).ForEach(job => job.Kill());
        }

        return Task.CompletedTask;
    }

    private async Task FollowAsync(TrainingJob job)
    {
        Begun(log, job.State.Id, string.Join(", ", job.State.Sources.Select(source => source.Name)));
        await job.FollowAsync();
        Ended(log, job.State.Id, job.State.State, job.State.Run ?? job.State.Problem ?? "nothing");
    }

    [LoggerMessage(60, LogLevel.Information, "The training {Id} begins on {Sources}")]
    private static partial void Begun(ILogger logger, string id, string sources);

    [LoggerMessage(61, LogLevel.Information, "The training {Id} is {State}: {Result}")]
    private static partial void Ended(ILogger logger, string id, string state, string result);
}
