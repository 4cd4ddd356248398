namespace MaskML.Video.Sources;

/// <summary>Gives the frames of a video, once. Owns the open video and the pixels of all frames.</summary>
internal interface IFrameSource : IDisposable
{
    /// <summary>Frames that were left out because they came too fast.</summary>
    long Skipped => 0;

    /// <summary>How often the source was lost and found again.</summary>
    int Losses => 0;

    /// <summary>Gives the frames.</summary>
    /// <param name="stop">Ends them.</param>
    /// <exception cref="MaskML.Predict.Errors.InputException">The source is lost.</exception>
    IEnumerable<VideoFrame> Read(CancellationToken stop);
}
