namespace MaskML.Predict.Imaging;

/// <summary>How long a photo takes: up to half a second, up to a few seconds, or several.</summary>
internal enum PhotoCost
{
    /// <summary>A picture of a camera's stream or of a web page.</summary>
    Small,

    /// <summary>A photo of a phone, of 12 megapixels.</summary>
    Ordinary,

    /// <summary>A photo of more megapixels.</summary>
    Large,
}
