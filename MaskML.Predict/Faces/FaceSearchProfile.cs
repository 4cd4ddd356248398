namespace MaskML.Predict.Faces;

/// <summary>How a network is used on several scales. Chosen on photo sets that the network has not seen.</summary>
internal sealed record FaceSearchProfile
{
    /// <summary>The sides of frames are multiples of this.</summary>
    public required int FrameStep { get; init; }

    /// <summary>Long side of the small copy on which large faces are found, in pixels.</summary>
    public required int CopySide { get; init; }

    /// <summary>Whether the small copy is searched mirrored as well, with the mean of both scores.</summary>
    public bool CopyMirrored { get; init; }

    /// <summary>A level is one view up to this multiple of the long side of a frame, and tiles beyond it.</summary>
    public double WholeFactor { get; init; } = 1;

    /// <summary>Longer side from which a face belongs to the coarser of two levels, in pixels of the finer level.</summary>
    public required double Limit { get; init; }

    /// <summary>
    /// Longer side from which the coarser level must confirm a candidate of the finer one, in pixels of the coarser level; the mean of
    /// both scores counts. Infinite where no confirmation is needed.
    /// </summary>
    public double ConfirmFrom { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Longer side below which a candidate of one level is searched again on a finer one, where the finer one has too many pixels to be
    /// searched everywhere; in pixels of the coarser level.
    /// </summary>
    public required double FocusBelow { get; init; }

    /// <summary>Candidates with a lower score take no part in the search; null for the lowest score of a face.</summary>
    public double? CandidateScore { get; init; }

    /// <summary>IoU above which two boxes are the same face.</summary>
    public required double Overlap { get; init; }
}
