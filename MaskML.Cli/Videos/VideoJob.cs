using MaskML.Cli.Photos;
using MaskML.Video.Sources;

namespace MaskML.Cli.Videos;

/// <summary>A video of the command line and the file of its annotated video.</summary>
/// <param name="Address">The video.</param>
/// <param name="Picture">The MP4 file; null for none.</param>
internal sealed record VideoJob(VideoAddress Address, string? Picture)
{
    private const string Format = ".mp4";

    /// <summary>Plans the videos: files first, since a camera has no end.</summary>
    /// <param name="videos">The videos of the command line.</param>
    /// <param name="pictures">Chooses the files; null without annotated videos.</param>
    /// <exception cref="UsageException">There are several cameras and streams.</exception>
    public static IReadOnlyList<VideoJob> Plan(IReadOnlyList<VideoAddress> videos, AnnotatedFiles? pictures)
    {
        int streams = videos.Count(video => video.Kind != VideoKind.File);
        return streams > 1
            ? throw new UsageException($"Found {streams} cameras and streams, expected one: run the program once for each.")
            : [.. videos
                .OrderBy(video => video.Kind)
                .Select(video => new VideoJob(video, pictures?.Choose(video.FileStem + Format, Format)))];
    }
}
