using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using MaskML.Tests.Support;
using NATS.Client.JetStream;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Workers that are lost, fail, are stopped, or are given what they may not read.</summary>
public sealed class PhotoWorkerTests : IDisposable
{
    private readonly PhotoJobs jobs = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Photos_of_a_portion_whose_worker_is_lost_are_tried_one_by_one()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(jobs.Folder.Path) with { AckWait = TimeSpan.FromSeconds(0.3) };
        FleetPhoto[] photos = jobs.Photos(600);
        Task<string[]> answers = jobs.JudgeAsync(options, "one", photos);
        int[] sizes = await PhotoJobs.SizesAsync(options, 600);
        await using FleetConnection lost = await FleetConnection.OpenAsync(options, "test", false, Cancel);
        INatsJSConsumer consumer = await FleetStreams.PhotosAsync(lost.Js, again: false, options.AckWait, Cancel);
        INatsJSMsg<byte[]>? taken = await consumer.NextAsync<byte[]>(cancellationToken: Cancel);
        PhotoJob[] portion = FleetMessages.ReadJobs(taken!.Data);
        Assert.Equal(sizes[0], portion.Length);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 1, jobs.Judge);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), await answers);
        Assert.Equal(600, jobs.Judged.Count);
        INatsJSConsumer again = await FleetStreams.PhotosAsync(lost.Js, again: true, options.AckWait, Cancel);
        Assert.Equal((ulong)portion.Length, again.Info.Delivered.ConsumerSeq);
    }

    [Fact]
    public async Task Photo_that_fails_three_workers_is_given_up_and_no_other_one_with_it()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetPhoto[] photos = jobs.Photos(600);
        int attempts = 0;
        PhotoAnswer Fail(WorkPhoto photo) => photo.Source != "7" || photo.Fault is not null
            ? jobs.Judge(photo) : throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}");
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(jobs.Folder.Path), 2, Fail);

        string[] answers = await jobs.JudgeAsync(server.Options(jobs.Folder.Path), "one", photos);

        Assert.Equal("7: given up: three workers ended or failed while they judged it", answers[7]);
        Assert.Equal(3, attempts);
        Assert.Equal(photos.Where((_, i) => i != 7).Select(photo => "judged " + photo.FullPath), answers.Where((_, i) => i != 7));
    }

    [Fact]
    public async Task Worker_that_is_stopped_gives_back_what_it_has_not_begun()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(jobs.Folder.Path) with { AckWait = TimeSpan.FromMinutes(5) };
        FleetPhoto[] photos = jobs.Photos(120);
        using var begun = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        FleetTeam first = await FleetTeam.StartAsync(options, 1, photo =>
        {
            begun.Release();
            go.Wait();
            return jobs.Judge(photo);
        });
        Task<string[]> answers = jobs.JudgeAsync(options, "one", photos);
        await begun.WaitAsync(Cancel);
        Task stopping = first.DisposeAsync().AsTask();
        await using FleetTeam second = await FleetTeam.StartAsync(options, 1, jobs.Judge);
        await Eventually.TrueAsync(() => jobs.Judged.Count >= 117, () => $"{jobs.Judged.Count} judged");
        go.Set();
        await stopping;

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), await answers);
        Assert.Equal(120, jobs.Judged.Count);
    }

    [Fact]
    public async Task Worker_reads_only_what_is_in_its_shared_folder()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(jobs.Folder.File("elsewhere/x")[..^2]), 1, jobs.Judge);
        await using FleetConnection fleet = await FleetConnection.OpenAsync(server.Options(), "test", false, Cancel);
        await FleetStreams.CreateAsync(fleet.Js, fleet.Options.AckWait, Cancel);
        PhotoJob[] outside = [new("k", "s", "../photos/0.jpg")];
        await fleet.PublishAsync(FleetStreams.Subject(false, "run"), FleetMessages.Write(outside, fleet.MaxMessage), 1, Cancel);
        var reader = new AnswerReader(fleet.Js, "run");
        await foreach (PhotoAnswered[] answered in reader.ReadAsync(Cancel))
        {
            Assert.Equal("s: it is not in the folder fleet.shared of the worker", Assert.Single(answered).Answer.Text);
            return;
        }

        Assert.Fail("no answer");
    }
}
