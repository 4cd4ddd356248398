using MaskML.Cli.Terminal;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Video.Frames;
using MaskML.Video.Sinks;

namespace MaskML.Cli.Videos;

/// <summary>Tells people and programs about a video while it goes on: events and the summary as text, and everything as JSON lines.</summary>
/// <param name="source">The video, as the user named it.</param>
/// <param name="model">The model.</param>
/// <param name="console">Where text goes.</param>
/// <param name="json">Where JSON lines go; null for nowhere. Where it is the console's output, no text goes there.</param>
internal sealed class VideoReport(string source, MaskModel model, CommandConsole console, TextWriter? json)
{
    private readonly VideoLine lines = new(source, model.Labels, model.Sha256);
    private readonly bool text = json != console.Output;

    /// <summary>Tells of a frame and its events.</summary>
    public void Frame(FrameResult frame)
    {
        json?.WriteLine(lines.Frame(frame));
        foreach (GateEvent gate in frame.Events)
        {
            json?.WriteLine(lines.Event(frame, gate));
            if (text)
            {
                console.Output.WriteLine(VideoText.Event(source, frame.Time, gate));
            }
        }
    }

    /// <summary>Tells of the whole video.</summary>
    /// <param name="summary">The sum of all frames.</param>
    /// <param name="error">What ended it before its end; null where nothing did.</param>
    public void End(VideoSummary summary, string? error)
    {
        json?.WriteLine(lines.Summary(summary, error));
        if (text)
        {
            console.Output.WriteLine(VideoText.Summary(source, summary));
        }

        if (error is not null)
        {
            TellError(error);
        }
    }

    /// <summary>Tells that there is nothing to tell.</summary>
    public void Failed(string error)
    {
        json?.WriteLine(PredictionLine.Format(PhotoResult.Failed(source, error)));
        TellError(error);
    }

    private void TellError(string error) => console.Error.WriteLine($"error: {source}: {error}");
}
