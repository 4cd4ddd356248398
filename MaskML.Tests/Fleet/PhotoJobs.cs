using System.Collections.Concurrent;
using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using MaskML.Tests.Support;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Jobs of small files for workers in this process, with what was judged and what was warned of.</summary>
internal sealed class PhotoJobs : IDisposable
{
    public TempFolder Folder { get; } = new();

    public ConcurrentBag<string> Judged { get; } = [];

    public ConcurrentBag<string> Warnings { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Folder.Dispose();

    /// <summary>Messages that are left in the streams.</summary>
    public static async Task<long> LeftAsync(FleetOptions options)
    {
        await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", false, Cancel);
        INatsJSStream photos = await fleet.Js.GetStreamAsync(FleetStreams.Photos, cancellationToken: Cancel);
        INatsJSStream answers = await fleet.Js.GetStreamAsync(FleetStreams.Answers, cancellationToken: Cancel);
        return (long)photos.Info.State.Messages + (long)answers.Info.State.Messages;
    }

    /// <summary>How many photos are in each message, as soon as all are there.</summary>
    public static async Task<int[]> SizesAsync(FleetOptions options, int photos)
    {
        await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", false, Cancel);
        await FleetStreams.CreateAsync(fleet.Js, options.AckWait, Cancel);
        List<int> sizes = [];
        await Eventually.TrueAsync(
            () =>
            {
                INatsJSStream stream = fleet.Js.GetStreamAsync(FleetStreams.Photos, cancellationToken: Cancel).AsTask().Result;
                for (ulong next = (ulong)sizes.Count + 1; next <= stream.Info.State.LastSeq; next++)
                {
                    var request = new StreamMsgGetRequest { Seq = next };
                    StoredMessage message = stream.GetAsync(request, Cancel).AsTask().Result.Message;
                    sizes.Add(FleetMessages.ReadJobs(message.Data.ToArray()).Length);
                }

                return sizes.Sum() == photos;
            },
            () => string.Join(' ', sizes));
        return [.. sizes];
    }

    /// <summary>Writes files whose content and name are their number.</summary>
    public FleetPhoto[] Photos(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        string name = FormattableString.Invariant($"{i}");
        string path = Folder.File($"photos/{name}.jpg");
        File.WriteAllText(path, name);
        return new FleetPhoto(name, path);
    })];

    /// <summary>Says what it was given, and records it.</summary>
    public PhotoAnswer Judge(WorkPhoto photo)
    {
        string text = photo.Fault is not null ? $"{photo.Source}: {photo.Fault}"
            : photo.Content is { } bytes ? "judged the bytes " + System.Text.Encoding.UTF8.GetString(bytes)
            : "judged " + photo.Path;
        Judged.Add(text);
        return new PhotoAnswer("{}", text, photo.Fault is not null, 0);
    }

    /// <summary>A job of photos.</summary>
    public PhotoBatch Batch(FleetConnection fleet, string job, FleetPhoto[] photos) => new(
        fleet, job, photos, (photo, fault) => new PhotoAnswer("{}", $"{photo.Source}: {fault}", true, 0), Warnings.Add);

    /// <summary>Hands photos over, and waits for the texts of all answers.</summary>
    public async Task<string[]> JudgeAsync(FleetOptions options, string job, FleetPhoto[] photos)
    {
        await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", false, Cancel);
        var answers = new List<string>();
        await foreach (PhotoAnswer answer in Batch(fleet, job, photos).RunAsync(Cancel))
        {
            answers.Add(answer.Text);
        }

        return [.. answers];
    }
}
