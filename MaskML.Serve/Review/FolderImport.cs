using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Review;

/// <summary>Files that are reviewed besides what comes in.</summary>
/// <param name="All">Path of each file, and the name that is shown.</param>
internal sealed record ReviewFolder(IReadOnlyList<(string Path, string Name)> All);

/// <summary>Judges the pictures of a folder once. Small ones of about equal sides are crops; in all others faces are found.</summary>
internal sealed partial class FolderImport(
    ReviewFolder files, ReviewCollector collector, IMaskDetector detector, ServeOptions serve, ILogger<FolderImport> log)
    : BackgroundService
{
    private const int LargestCrop = 320;
    private const double LongestCrop = 1.6;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach ((string path, string name) in files.All)
        {
            try
            {
                await TakeAsync(await File.ReadAllBytesAsync(path, cancellationToken), name, cancellationToken);
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                Unusable(log, name, e.Message);
            }
        }
    }

    private async Task TakeAsync(byte[] photo, string name, CancellationToken cancellationToken)
    {
        List<Candidate> cut = [];
        PhotoPrediction whole = await JudgeAsync(FaceDetectors.None);
        if (!IsCrop(whole))
        {
            cut.ForEach(one => one.Dispose());
            cut.Clear();
            await JudgeAsync(null);
        }

        foreach (Candidate candidate in cut)
        {
            await collector.AddAsync(candidate, cancellationToken);
        }

        Task<PhotoPrediction> JudgeAsync(string? by) => detector.DetectAsync(
            photo,
            new DetectOptions
            {
                Detector = by,
                MaxFaces = serve.MaxFaces,
                OnJudged = (pixels, found) => cut.AddRange(found.Faces
                    .Select(face => collector.Cut(pixels, face, found, by == FaceDetectors.None, "folder", name, ReviewReason.Folder))
                    .OfType<Candidate>()),
            },
            cancellationToken);
    }

    private static bool IsCrop(PhotoPrediction picture)
    {
        double longer = Math.Max(picture.Width, picture.Height);
        return longer <= LargestCrop && longer <= LongestCrop * Math.Min(picture.Width, picture.Height);
    }

    [LoggerMessage(71, LogLevel.Warning, "{Name} is left out: {Reason}")]
    private static partial void Unusable(ILogger logger, string name, string reason);
}
