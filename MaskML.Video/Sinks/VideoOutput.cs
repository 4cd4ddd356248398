using MaskML.Predict.Annotation;
using MaskML.Video.Frames;
using MaskML.Video.Sources;

namespace MaskML.Video.Sinks;

/// <summary>The annotated video of a source: begun with its first frame, in the speed of life where the source is live.</summary>
/// <param name="path">The MP4 file.</param>
/// <param name="framesPerSecond">Frames a second.</param>
/// <param name="live">Whether frames come when they come.</param>
/// <param name="codec">Four letters that name the codec.</param>
/// <param name="labels">The model's labels.</param>
internal sealed class VideoOutput(string path, double framesPerSecond, bool live, string codec, IEnumerable<string> labels) : IDisposable
{
    private readonly FramePacer pacer = new(framesPerSecond);
    private readonly FramePainter painter = new(new Annotator(labels));
    private AnnotatedVideo? video;

    /// <summary>Draws onto a frame and adds it.</summary>
    public void Add(VideoFrame frame, FrameResult result)
    {
        video ??= new AnnotatedVideo(path, result.Size, framesPerSecond, codec);
        painter.Draw(frame.Pixels, result);
        video.Write(frame.Pixels, live ? pacer.Copies(frame.Time) : 1);
    }

    /// <summary>Puts the video in its place; without a frame there is none.</summary>
    public void Publish() => video?.Publish();

    /// <inheritdoc/>
    public void Dispose() => video?.Dispose();
}
