using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Photos that a caller hands over through a real server, and their answers.</summary>
public sealed class PhotoBatchTests : IDisposable
{
    private readonly PhotoJobs jobs = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Answers_come_once_and_in_the_order_of_the_photos()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetPhoto[] photos = jobs.Photos(300);
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(jobs.Folder.Path), 2, jobs.Judge);

        string[] answers = await jobs.JudgeAsync(server.Options(jobs.Folder.Path), "one", photos);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), answers);
        Assert.Equal(300, jobs.Judged.Count);
        Assert.Equal(0, await PhotoJobs.LeftAsync(server.Options(jobs.Folder.Path)));
    }

    [Fact]
    public async Task Photos_outside_the_shared_folder_are_copied_and_missing_ones_answered_as_errors()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetPhoto[] photos =
        [
            .. jobs.Photos(100),
            new FleetPhoto("gone", jobs.Folder.File("gone.jpg")),
            new FleetPhoto("dir", jobs.Folder.Path, "it is empty"),
        ];
        await using FleetTeam workers = await FleetTeam.StartAsync(server.Options(), 2, jobs.Judge);

        string[] answers = await jobs.JudgeAsync(server.Options(), "one", photos);

        Assert.Equal(photos.Take(100).Select((_, i) => FormattableString.Invariant($"judged the bytes {i}")), answers.Take(100));
        Assert.StartsWith("gone: cannot be read", answers[100], StringComparison.Ordinal);
        Assert.Equal("dir: it is empty", answers[101]);
    }

    [Fact]
    public async Task Photos_are_handed_over_in_portions_that_become_smaller_towards_the_end()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(jobs.Folder.Path);
        Task<string[]> answers = jobs.JudgeAsync(options, "one", jobs.Photos(600));
        int[] sizes = await PhotoJobs.SizesAsync(options, 600);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 2, jobs.Judge);

        Assert.Equal(600, (await answers).Length);
        Assert.Equal(600, jobs.Judged.Count);
        Assert.Equal(600 / 32, sizes.Max());
        Assert.Equal(1, sizes.Min());
        Assert.True(sizes.Count(size => size == 1) >= 32, string.Join(' ', sizes));
    }

    [Fact]
    public async Task Answers_that_are_too_large_for_one_message_come_in_several()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(jobs.Folder.Path);
        FleetPhoto[] photos = jobs.Photos(600);
        string filler = new('x', 200_000);
        await using FleetTeam workers = await FleetTeam.StartAsync(
            options, 1, photo => photo.Source.Length < 3 ? jobs.Judge(photo) with { Json = filler } : jobs.Judge(photo));

        string[] answers = await jobs.JudgeAsync(options, "one", photos);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), answers);
        Assert.Equal(600, jobs.Judged.Count);
    }

    [Fact]
    public async Task Job_whose_caller_was_stopped_goes_on_without_judging_anything_twice_but_what_has_changed()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(jobs.Folder.Path);
        FleetPhoto[] photos = jobs.Photos(60);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 1, jobs.Judge);
        await using (FleetConnection fleet = await FleetConnection.OpenAsync(options, "test", false, Cancel))
        {
            int seen = 0;
            await foreach (PhotoAnswer answer in jobs.Batch(fleet, "one", photos).RunAsync(Cancel))
            {
                if (++seen == 20)
                {
                    break;
                }
            }
        }

        await Eventually.TrueAsync(() => jobs.Judged.Count == 60, () => $"{jobs.Judged.Count} judged");
        File.AppendAllText(photos[3].FullPath, "!");
        string[] answers = await jobs.JudgeAsync(options, "one", photos);

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), answers);
        Assert.Equal(61, jobs.Judged.Count);
        Assert.Contains("the job one goes on where it was stopped", jobs.Warnings);
    }

    [Fact]
    public async Task Caller_and_workers_outlive_a_server_that_is_killed_and_started_again()
    {
        using NatsServer server = await NatsServer.StartAsync();
        FleetOptions options = server.Options(jobs.Folder.Path);
        FleetPhoto[] photos = jobs.Photos(200);
        await using FleetTeam workers = await FleetTeam.StartAsync(options, 2, photo =>
        {
            Thread.Sleep(5);
            return jobs.Judge(photo);
        });
        Task<string[]> answers = jobs.JudgeAsync(options, "one", photos);
        await Eventually.TrueAsync(() => jobs.Judged.Count > 40, () => $"{jobs.Judged.Count} judged");
        server.Kill();
        server.Start();

        Assert.Equal(photos.Select(photo => "judged " + photo.FullPath), await answers);
    }
}
