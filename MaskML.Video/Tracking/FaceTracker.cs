namespace MaskML.Video.Tracking;

/// <summary>
/// Follows faces from frame to frame by position and motion, and votes on their labels over several frames. Frames are passed in their
/// order; the order of the faces in a frame makes no difference. Memory is bounded by the number of current tracks.
/// </summary>
/// <param name="labels">The model's labels, in the order of the faces' scores.</param>
/// <param name="options">How faces are followed.</param>
/// <param name="uncertain">Says which labels are uncertain.</param>
public sealed class FaceTracker(IReadOnlyList<string> labels, TrackingOptions options, PredictOptions uncertain)
{
    private readonly List<Track> tracks = [];
    private int numbers;

    /// <summary>Assigns the faces of the next frame to tracks.</summary>
    /// <param name="faces">Its faces.</param>
    /// <param name="time">Its time in seconds.</param>
    public TrackedFrame Next(IReadOnlyList<LabelledFace> faces, double time)
    {
        ArgumentNullException.ThrowIfNull(faces);
        Rect2d[] expected = [.. tracks.Select(track => track.Predict(time))];
        Rect[] boxes = [.. faces.Select(face => face.Face.Box)];
        int[] matched = FaceMatcher.Match(expected, boxes, options.Likeness);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!matched.Contains(i))
            {
                tracks[i].Miss(time);
            }
        }

        // Tracks start and get their numbers in the order of positions, so that the order of the faces makes no difference.
        var result = new TrackedFace[faces.Count];
        foreach (int i in Enumerable.Range(0, faces.Count).OrderBy(i => boxes[i].X).ThenBy(i => boxes[i].Y).ThenBy(i => boxes[i].Width))
        {
            Track track = matched[i] >= 0 ? tracks[matched[i]] : Begin(faces[i], time);
            LabelledFace face = track.Update(faces[i], time, labels, uncertain);
            if (track.IsConfirmed)
            {
                track.Number ??= ++numbers;
            }

            result[i] = new TrackedFace(track.Number, face);
        }

        return new TrackedFrame(result, End(track => track.IsOver));
    }

    /// <summary>Ends all tracks, because the next frame has no connection to the frames before it.</summary>
    /// <returns>The numbers of the confirmed tracks.</returns>
    public IReadOnlyList<int> Clear() => End(_ => true);

    private Track Begin(LabelledFace face, double time)
    {
        var track = new Track(face, time, options);
        tracks.Add(track);
        return track;
    }

    private int[] End(Predicate<Track> which)
    {
        int[] ended = [.. tracks.FindAll(which).Select(track => track.Number).OfType<int>()];
        tracks.RemoveAll(which);
        return ended;
    }
}
