namespace MaskML.Predict.Faces;

/// <summary>
/// Searches a photo from coarse to fine. Large faces are found on a small copy, small ones on the full photo and in tiles; each level
/// answers for the sizes that the network was trained for, and a candidate inside a larger face is dropped.
/// </summary>
/// <param name="network">Finds candidates in frames.</param>
/// <param name="profile">How the network is used on several scales.</param>
/// <param name="options">What the user can set.</param>
internal sealed class FaceSearch(IFaceNetwork network, FaceSearchProfile profile, IFaceSearchOptions options)
{
    /// <summary>Faces with a shorter longer side need <see cref="IFaceSearchOptions.SmallScore"/>, in pixels of the photo.</summary>
    public const int SmallFace = 20;

    // Noise has thousands of candidates, and each is compared with all that are kept.
    private const int MaxInView = 500;
    private const int MaxInPhoto = 5000;

    // The most that the views around small candidates have together: all tiles of a photo of 12 megapixels, enlarged.
    private const double MostFocused = 45e6;

    // Both of two levels answer for faces within this factor of the limit between them, so that none falls between the levels.
    private const double Slack = 1.25;

    // Boxes of the same face on two levels, or in the mirrored view, overlap at least so much.
    private const double SameFace = 0.4;

    // A box is a part of a face when so much of it lies inside a box that is so many times larger.
    private const double InsideShare = 0.6;
    private const double LargerArea = 1.5;

    private readonly float minCandidate = (float)Math.Min(profile.CandidateScore ?? 1, Math.Min(options.Score, options.SmallScore));

    /// <summary>Searches a photo.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <param name="cancellationToken">Ends the search between views.</param>
    /// <returns>Faces in pixels of the photo, none of them twice, ordered by descending score.</returns>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<Face> Run(Mat photo, CancellationToken cancellationToken)
    {
        IReadOnlyList<FaceLevel> levels = FaceLevel.Plan(photo.Size(), options, profile);
        var found = new List<Face>();
        IReadOnlyList<Face> coarser = [];
        double focused = MostFocused;
        for (int k = 0; k < levels.Count; k++)
        {
            FaceLevel level = levels[k];
            bool mirrored = k == 0 && profile.CopyMirrored && options.Tiles;
            IReadOnlyList<Letterbox> views = level.IsEverywhere
                ? level.Views
                : level.Holding(coarser.Where(face => FaceSize.Of(face.Box) * levels[k - 1].Scale < profile.FocusBelow), ref focused);
            IReadOnlyList<Face> candidates = SearchViews(photo, views, mirrored, cancellationToken);
            double confirmFrom = k > 0 ? profile.ConfirmFrom / levels[k - 1].Scale : double.PositiveInfinity;
            double limit = k > 0 ? profile.Limit / level.Scale : double.PositiveInfinity;

            // This level answers for small faces wherever it looked, and the level before everywhere else.
            found.RemoveAll(face => FaceSize.Of(face.Box) < limit / Slack
                && (level.IsEverywhere || views.Any(view => view.Holds(face.Box))));
            foreach (Face candidate in candidates)
            {
                int size = FaceSize.Of(candidate.Box);
                Face face = size >= confirmFrom ? Confirm(candidate, coarser) : candidate;
                if (size < limit * Slack && face.Score >= (size < SmallFace ? options.SmallScore : options.Score))
                {
                    found.Add(face);
                }
            }

            coarser = candidates;
        }

        return WithoutParts(NonMaximumSuppression.Apply(found, profile.Overlap, MaxInPhoto));
    }

    private IReadOnlyList<Face> SearchViews(
        Mat photo, IReadOnlyList<Letterbox> views, bool mirrored, CancellationToken cancellationToken)
    {
        var faces = new List<Face>();
        foreach (Letterbox view in views)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Mat frame = view.Apply(photo);
            IReadOnlyList<Face> plain = SearchFrame(frame, view.ToPhoto);
            if (mirrored)
            {
                using Mat flipped = frame.Flip(FlipMode.Y);
                plain = FaceConsensus.Merge(
                    [plain, SearchFrame(flipped, box => view.ToPhoto(box with { X = flipped.Width - box.X - box.Width }))], SameFace);
            }

            faces.AddRange(plain.Where(face => !PhotoViews.IsCut(view, photo.Size(), face.Box)));
        }

        return faces;
    }

    private IReadOnlyList<Face> SearchFrame(Mat frame, Func<Rect2f, Rect> toPhoto)
    {
        IEnumerable<Face> faces = network.Run(frame, minCandidate)
            .Select(candidate => new Face(toPhoto(candidate.Box), candidate.Score))
            .Where(face => face.Box.Width > 0);
        return NonMaximumSuppression.Apply(faces, profile.Overlap, MaxInView);
    }

    // The mean of both levels' scores; the coarser level gives 0 to a face that it does not see.
    private static Face Confirm(Face candidate, IReadOnlyList<Face> coarser)
    {
        float other = 0;
        foreach (Face face in coarser)
        {
            if (face.Score > other && Boxes.IoU(face.Box, candidate.Box) > SameFace)
            {
                other = face.Score;
            }
        }

        return candidate with { Score = (candidate.Score + other) / 2 };
    }

    // From the largest face to the smallest: a dropped part drops nothing itself.
    private static IReadOnlyList<Face> WithoutParts(IReadOnlyList<Face> faces)
    {
        var kept = new List<Face>();
        foreach (Face face in faces.OrderByDescending(face => Boxes.Area(face.Box)))
        {
            double area = Boxes.Area(face.Box);
            bool IsPartOf(Face larger) =>
                Boxes.Area(larger.Box) >= LargerArea * area && Boxes.Shared(larger.Box, face.Box) >= InsideShare * area;
            if (!kept.Exists(IsPartOf))
            {
                kept.Add(face);
            }
        }

        return [.. NonMaximumSuppression.Sorted(kept)];
    }
}
