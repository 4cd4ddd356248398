namespace MaskML.Predict.Photos;

/// <summary>The outcome for one photo: a prediction or an error.</summary>
public sealed record PhotoResult
{
    private PhotoResult(string source, PhotoPrediction? prediction, string? error)
    {
        Source = source;
        Prediction = prediction;
        Error = error;
    }

    /// <summary>The photo, as the user named it.</summary>
    public string Source { get; }

    /// <summary>What is said of it; null after an error.</summary>
    public PhotoPrediction? Prediction { get; }

    /// <summary>Why nothing is said; null after success.</summary>
    public string? Error { get; }

    /// <summary>A photo that was judged.</summary>
    public static PhotoResult Of(string source, PhotoPrediction prediction) => new(source, prediction, null);

    /// <summary>A photo that could not be judged.</summary>
    public static PhotoResult Failed(string source, string error) => new(source, null, error);
}
