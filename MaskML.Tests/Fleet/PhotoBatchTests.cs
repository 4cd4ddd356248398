using System.Collections.Concurrent;
using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Photos that are handed over through a real server to workers in this process.</summary>
public sealed class PhotoBatchTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ConcurrentBag<string> judged = [];
    private readonly ConcurrentBag<string> warnings = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Answers_come_once_and_in_the_order_of_the_photos()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetPhoto[] photos = Photos(300);
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(folder.Path), 2, Judge);

        string[] answers = await JudgeAsync(server.Options(folder.Path), "one", photos);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), answers);
        Assert.Equal(300, judged.Count);
        Assert.Equal(0, await LeftAsync(server.Options(folder.Path)));
    }

    [Fact]
    public async Task Photos_outside_the_shared_folder_are_copied_and_missing_ones_answered_as_errors()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetPhoto[] photos =
            [.. Photos(100), new FleetPhoto("gone", folder.File("gone.jpg")), new FleetPhoto("dir", folder.Path, "it is empty")];
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(), 2, Judge);

        string[] answers = await JudgeAsync(server.Options(), "one", photos);

        Assert.Equal(photos.Take(100).Select((_, i) => FormattableString.Invariant($"judged the bytes {i}")), answers.Take(100));
        Assert.StartsWith("gone: cannot be read", answers[100], StringComparison.Ordinal);
        Assert.Equal("dir: it is empty", answers[101]);
    }

    [Fact]
    public async Task Photos_are_handed_over_in_portions_that_become_smaller_towards_the_end()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(folder.Path);
        Task<string[]> answers = JudgeAsync(options, "one", Photos(600));
        int[] sizes = await SizesAsync(options, 600);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 2, Judge);

        Assert.Equal(600, (await answers).Length);
        Assert.Equal(600, judged.Count);
        Assert.Equal(600 / 32, sizes.Max());
        Assert.Equal(1, sizes.Min());
        Assert.True(sizes.Count(size => size == 1) >= 32, string.Join(' ', sizes));
    }

    [Fact]
    public async Task Photos_of_a_portion_whose_worker_is_lost_are_tried_one_by_one()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(folder.Path) with { AckWait = TimeSpan.FromSeconds(0.3) };
        FleetPhoto[] photos = Photos(600);
        Task<string[]> answers = JudgeAsync(options, "one", photos);
        int[] sizes = await SizesAsync(options, 600);
        await using FleetConnection lost = await FleetConnection.OpenAsync(options, "test", false, Cancel);
        INatsJSConsumer consumer = await FleetStreams.PhotosAsync(lost.Js, again: false, options.AckWait, Cancel);
        INatsJSMsg<byte[]>? taken = await consumer.NextAsync<byte[]>(cancellationToken: Cancel);
        PhotoJob[] portion = FleetMessages.ReadJobs(taken!.Data);
        Assert.Equal(sizes[0], portion.Length);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 1, Judge);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), await answers);
        Assert.Equal(600, judged.Count);
        INatsJSConsumer again = await FleetStreams.PhotosAsync(lost.Js, again: true, options.AckWait, Cancel);
        Assert.Equal((ulong)portion.Length, again.Info.Delivered.ConsumerSeq);
    }

    [Fact]
    public async Task Answers_that_are_too_large_for_one_message_come_in_several()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(folder.Path);
        FleetPhoto[] photos = Photos(600);
        string filler = new('x', 200_000);
        await using FleetTeam workers = await FleetTeam.StartAsync(
            options, 1, photo => photo.Source.Length < 3 ? Judge(photo) with { Json = filler } : Judge(photo));

        string[] answers = await JudgeAsync(options, "one", photos);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), answers);
        Assert.Equal(600, judged.Count);
    }

    [Fact]
    public async Task Photo_that_fails_three_workers_is_given_up_and_no_other_one_with_it()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetPhoto[] photos = Photos(600);
        int attempts = 0;
        PhotoAnswer Fail(WorkPhoto photo) => photo.Source != "7" || photo.Fault is not null
            ? Judge(photo) : throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}");
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(folder.Path), 2, Fail);

        string[] answers = await JudgeAsync(server.Options(folder.Path), "one", photos);

        Assert.Equal("7: given up: three workers ended or failed while they judged it", answers[7]);
        Assert.Equal(3, attempts);
        Assert.Equal(photos.Where((_, i) => i != 7).Select(photo => "judged " + photo.FullPath), answers.Where((_, i) => i != 7));
    }

    [Fact]
    public async Task Job_whose_caller_was_stopped_goes_on_without_judging_anything_twice_but_what_has_changed()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(folder.Path);
        FleetPhoto[] photos = Photos(60);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 1, Judge);
        await using (FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", false, Cancel))
        {
            int seen = 0;
            await foreach (PhotoAnswer answer in Batch(fleet, "one", photos).RunAsync(Cancel))
            {
                if (++seen == 20)
                {
                    break;
                }
            }
        }

        await Eventually.TrueAsync(() => judged.Count == 60, () => $"{judged.Count} judged");
        File.AppendAllText(photos[3].FullPath, "!");
        string[] answers = await JudgeAsync(options, "one", photos);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), answers);
        Assert.Equal(61, judged.Count);
        Assert.Contains("the job one goes on where it was stopped", warnings);
    }

    [Fact]
    public async Task Worker_that_is_stopped_gives_back_what_it_has_not_begun()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(folder.Path) with { AckWait = TimeSpan.FromMinutes(5) };
        FleetPhoto[] photos = Photos(120);
        using var begun = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        FleetTeam first = await FleetTeam.StartAsync(options, 1, photo =>
        {
            begun.Release();
            go.Wait();
            return Judge(photo);
        });
        Task<string[]> answers = JudgeAsync(options, "one", photos);
        await begun.WaitAsync(Cancel);
        Task stopping = first.DisposeAsync().AsTask();
        await using FleetTeam second = await FleetTeam.StartAsync(options, 1, Judge);
        await Eventually.TrueAsync(() => judged.Count >= 117, () => $"{judged.Count} judged");
        go.Set();
        await stopping;

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), await answers);
        Assert.Equal(120, judged.Count);
    }

    [Fact]
    public async Task Caller_and_workers_outlive_a_server_that_is_killed_and_started_again()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(folder.Path);
        FleetPhoto[] photos = Photos(200);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 2, photo =>
        {
            Thread.Sleep(5);
            return Judge(photo);
        });
        Task<string[]> answers = JudgeAsync(options, "one", photos);
        await Eventually.TrueAsync(() => judged.Count > 40, () => $"{judged.Count} judged");
        server.Kill();
        server.Start();

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), await answers);
    }

    [Fact]
    public async Task Worker_reads_only_what_is_in_its_shared_folder()
    {
        using NatsServer server = await NatsServer.StartAsync();
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(folder.File("elsewhere/x")[..^2]), 1, Judge);
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

    [Fact]
    public async Task Address_without_a_server_is_named()
    {
        var options = new FleetOptions { Url = "nats://user:secret@127.0.0.1:1" };
        UsageException e = await Assert.ThrowsAsync<UsageException>(() => FleetConnection.OpenAsync(options, "test", false, Cancel));
        Assert.Contains("nats://127.0.0.1:1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_of_the_deployed_configuration_may_do_their_work_and_nothing_else()
    {
        using NatsServer server = await NatsServer.StartDeployedAsync();
        FleetOptions As(string user) => server.Options(folder.File("shared/x")[..^2]) with { Url = server.As(user) };
        string inside = folder.File("shared/in.jpg");
        File.WriteAllText(inside, "0");
        FleetPhoto[] photos = [new FleetPhoto("in", inside), .. Photos(3)];
        await using FleetTeam workers = await FleetTeam.StartAsync(As("worker"), 1, photo => photo.Source == "2" && photo.Fault is null
            ? throw new InvalidOperationException("it fails") : Judge(photo));
        string[] answers = await JudgeAsync(As("caller"), "one", photos);

        Assert.Equal(
            [
                "judged " + inside, "judged the bytes 0", "judged the bytes 1",
                "2: given up: three workers ended or failed while they judged it",
            ],
            answers);
        Assert.Equal(0, await LeftAsync(As("caller")));
        await using FleetConnection worker = await FleetConnection.OpenAsync(As("worker"), "test", false, Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => worker.PublishAsync(FleetStreams.Subject(again: false, "run"), [], Cancel));
        UsageException e = await Assert.ThrowsAsync<UsageException>(
            () => FleetConnection.OpenAsync(As("caller") with { Url = server.As("caller", "wrong") }, "test", false, Cancel));
        Assert.Contains("uthorization", e.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<long> LeftAsync(FleetOptions options)
    {
        await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", false, Cancel);
        INatsJSStream photos = await fleet.Js.GetStreamAsync(FleetStreams.Photos, cancellationToken: Cancel);
        INatsJSStream answers = await fleet.Js.GetStreamAsync(FleetStreams.Answers, cancellationToken: Cancel);
        return (long)photos.Info.State.Messages + (long)answers.Info.State.Messages;
    }

    // How many photos are in each message, as soon as all are there.
    private static async Task<int[]> SizesAsync(FleetOptions options, int photos)
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

    private FleetPhoto[] Photos(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        string name = FormattableString.Invariant($"{i}");
        string path = folder.File($"photos/{name}.jpg");
        File.WriteAllText(path, name);
        return new FleetPhoto(name, path);
    })];

    private PhotoAnswer Judge(WorkPhoto photo)
    {
        string text = photo.Fault is not null ? $"{photo.Source}: {photo.Fault}"
            : photo.Content is { } bytes ? "judged the bytes " + System.Text.Encoding.UTF8.GetString(bytes)
            : "judged " + photo.Path;
        judged.Add(text);
        return new PhotoAnswer("{}", text, photo.Fault is not null, 0);
    }

    private PhotoBatch Batch(FleetConnection fleet, string job, FleetPhoto[] photos) => new(
        fleet, job, photos, (photo, fault) => new PhotoAnswer("{}", $"{photo.Source}: {fault}", true, 0), warnings.Add);

    private async Task<string[]> JudgeAsync(FleetOptions options, string job, FleetPhoto[] photos)
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
