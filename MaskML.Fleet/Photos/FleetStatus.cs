using MaskML.Fleet.Connecting;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace MaskML.Fleet.Photos;

/// <summary>A job that is not done.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Waiting">Portions of photos that wait or are in work.</param>
/// <param name="Answered">Portions of answers in the stream.</param>
public sealed record FleetJob(string Name, long Waiting, long Answered);

/// <summary>What a fleet does at the moment.</summary>
/// <param name="Jobs">The jobs that are not done.</param>
/// <param name="Waiting">Portions of photos that no worker has taken yet.</param>
/// <param name="InWork">Portions that workers have taken.</param>
/// <param name="Again">Portions whose worker ended or failed, and that are tried again.</param>
/// <param name="Asking">Workers that ask for more.</param>
public sealed record FleetStatus(IReadOnlyList<FleetJob> Jobs, long Waiting, long InWork, long Again, long Asking)
{
    /// <summary>Asks the servers; creates the streams if there are none yet.</summary>
    /// <exception cref="UsageException">The servers do not answer.</exception>
    public static async Task<FleetStatus> ReadAsync(FleetConnection fleet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        try
        {
            await FleetStreams.CreateAsync(fleet.Js, fleet.Options.AckWait, cancellationToken).ConfigureAwait(false);
            IDictionary<string, long> photos = await CountsAsync(fleet, FleetStreams.Photos, cancellationToken).ConfigureAwait(false);
            IDictionary<string, long> answers = await CountsAsync(fleet, FleetStreams.Answers, cancellationToken).ConfigureAwait(false);
            ConsumerInfo first = await InfoAsync(fleet, again: false, cancellationToken).ConfigureAwait(false);
            ConsumerInfo again = await InfoAsync(fleet, again: true, cancellationToken).ConfigureAwait(false);
            IEnumerable<FleetJob> jobs = answers.Keys
                .Select(subject => subject.Split('.'))
                .Where(parts => parts is [_, "jobs", _, _])
                .Select(parts => new FleetJob(
                    parts[2],
                    photos.Where(photo => photo.Key.EndsWith(parts[3], StringComparison.Ordinal)).Sum(photo => photo.Value),
                    answers.TryGetValue(FleetStreams.AnswersSubject(parts[3]), out long answered) ? answered : 0));
            return new FleetStatus(
                [.. jobs.OrderBy(job => job.Name, StringComparer.Ordinal)],
                (long)first.NumPending,
                first.NumAckPending,
                (long)again.NumPending + again.NumAckPending,
                first.NumWaiting);
        }
        catch (NatsException e)
        {
            throw new UsageException($"{fleet.Options.Name}: {e.Message}", e);
        }
    }

    private static async Task<IDictionary<string, long>> CountsAsync(
        FleetConnection fleet, string stream, CancellationToken cancellationToken)
    {
        var request = new StreamInfoRequest { SubjectsFilter = ">" };
        INatsJSStream found = await fleet.Js.GetStreamAsync(stream, request, cancellationToken).ConfigureAwait(false);
        return found.Info.State.Subjects ?? new Dictionary<string, long>();
    }

    private static async Task<ConsumerInfo> InfoAsync(FleetConnection fleet, bool again, CancellationToken cancellationToken) =>
        (await FleetStreams.PhotosAsync(fleet.Js, again, fleet.Options.AckWait, cancellationToken).ConfigureAwait(false)).Info;
}
