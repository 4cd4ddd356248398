using System.Globalization;
using System.IO.Hashing;
using System.Text;
using MaskML.Cli.Photos;
using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Photos;
using MaskML.Predict.Photos;

namespace MaskML.Cli.Working;

/// <summary>Has the photos of a command line judged by the workers of a fleet.</summary>
internal static class FleetPhotos
{
    /// <summary>Judges the photos; the answers come in their order.</summary>
    /// <param name="photos">The photos.</param>
    /// <param name="job">Name of the job.</param>
    /// <param name="options">The fleet.</param>
    /// <param name="console">Receives warnings.</param>
    /// <param name="cancellationToken">Stops; the same job goes on later.</param>
    public static IEnumerable<PhotoAnswer> Judge(
        IReadOnlyList<PhotoFile> photos, string job, FleetOptions options, CommandConsole console, CancellationToken cancellationToken) =>
        JudgeAsync(photos, job, options, console, cancellationToken).ToBlockingEnumerable(cancellationToken);

    /// <summary>The job of a command line: the same arguments in the same folder are the same job.</summary>
    public static string JobOf(IReadOnlyList<string> paths)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', paths.Prepend(Environment.CurrentDirectory)));
        return XxHash64.HashToUInt64(text).ToString("x16", CultureInfo.InvariantCulture);
    }

    private static async IAsyncEnumerable<PhotoAnswer> JudgeAsync(
        IReadOnlyList<PhotoFile> photos,
        string job,
        FleetOptions options,
        CommandConsole console,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using FleetConnection fleet = await FleetConnection.OpenAsync(options, "maskml predict", wait: false, cancellationToken)
            .ConfigureAwait(false);
        var batch = new PhotoBatch(
            fleet,
            job,
            [.. photos.Select(photo => new FleetPhoto(photo.Source, photo.FullPath, photo.Fault))],
            (photo, fault) => new PhotoOutcome(PhotoResult.Failed(photo.Source, fault)).ToAnswer([]),
            console.Warn);
        await foreach (PhotoAnswer answer in batch.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return answer;
        }
    }
}
