namespace MaskML.Predict.Faces;

/// <summary>What the detectors that search a photo in views have in common.</summary>
internal interface IFaceSearchOptions
{
    /// <summary>Longest side of what the network sees at once, in pixels.</summary>
    int LongSide { get; }

    /// <summary>How much photos are enlarged for it.</summary>
    double Magnify { get; }

    /// <summary>Whether large photos are searched in tiles too.</summary>
    bool Tiles { get; }

    /// <summary>Whether the mirrored photo is searched too.</summary>
    bool Mirror { get; }

    /// <summary>Lowest score of a face.</summary>
    double Score { get; }

    /// <summary>Lowest score of a face that is smaller than <see cref="SmallFace"/>.</summary>
    double SmallScore { get; }

    /// <summary>Faces with a smaller longer side need <see cref="SmallScore"/>, in pixels.</summary>
    int SmallFace { get; }

    /// <summary>Overlap from which two boxes are the same face.</summary>
    double Overlap { get; }
}
