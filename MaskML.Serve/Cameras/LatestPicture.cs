using MaskML.Predict.Annotation;
using MaskML.Serve.Events;
using MaskML.Video.Analysis;
using MaskML.Video.Sinks;
using OpenCvSharp;

namespace MaskML.Serve.Cameras;

/// <summary>The latest judged frame of a camera, in memory only; it is drawn when somebody asks for it.</summary>
internal sealed class LatestPicture : IDisposable
{
    private readonly Lock sync = new();
    private readonly Mat frame = new();
    private readonly ChangeSignal next = new();
    private FrameResult? result;
    private FramePainter? painter;
    private IReadOnlyList<string>? labels;

    /// <summary>Completed by the next frame.</summary>
    public Task Next => next.Next;

    /// <summary>Takes a copy of a frame.</summary>
    public void Set(Mat pixels, FrameResult judged, IReadOnlyList<string> modelLabels)
    {
        lock (sync)
        {
            if (labels != modelLabels)
            {
                painter = new FramePainter(new Annotator(modelLabels));
                labels = modelLabels;
            }

            pixels.CopyTo(frame);
            result = judged;
        }

        next.Raise();
    }

    /// <summary>Forgets the frame, because the camera is lost.</summary>
    public void Clear()
    {
        lock (sync)
        {
            result = null;
        }
    }

    /// <summary>The frame with its faces drawn, as JPEG; null without one.</summary>
    public byte[]? Draw()
    {
        using var canvas = new Mat();
        FrameResult judged;
        lock (sync)
        {
            if (result is null || frame.IsDisposed)
            {
                return null;
            }

            frame.CopyTo(canvas);
            judged = result;
        }

        painter!.Draw(canvas, judged);
        Cv2.ImEncode(".jpg", canvas, out byte[] jpeg);
        return jpeg;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (sync)
        {
            frame.Dispose();
        }
    }
}
