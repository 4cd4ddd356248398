namespace MaskML.Predict.Faces;

/// <summary>What can be set for every detector that searches a photo on several scales.</summary>
internal interface IFaceSearchOptions
{
    /// <summary>Longest side of what the network sees at once, in pixels.</summary>
    int LongSide { get; }

    /// <summary>Largest factor by which a photo is enlarged.</summary>
    double Magnify { get; }

    /// <summary>Whether large photos are searched in tiles and the small copy mirrored; videos are searched without either.</summary>
    bool Tiles { get; }

    /// <summary>Lowest score of a face.</summary>
    double Score { get; }

    /// <summary>Lowest score of a face below <see cref="FaceSearch.SmallFace"/> pixels.</summary>
    double SmallScore { get; }
}
