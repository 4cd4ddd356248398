namespace MaskML.Video.Tracking;

/// <summary>
/// Follows faces from frame to frame by position and motion, finds those who were hidden where they stood or walked on to, and votes on
/// their labels over several frames. Frames are passed in their order; the order of the faces in a frame makes no difference. Memory is
/// bounded by the number of tracks that are current or waited for.
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
        Track[] followed = [.. tracks.Where(track => !track.IsLost)];
        Rect2d[] expected = [.. followed.Select(track => track.Predict(time))];
        Rect[] boxes = [.. faces.Select(face => face.Face.Box)];
        int[] matched = FaceMatcher.Match(expected, boxes, options.Likeness);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!matched.Contains(i))
            {
                followed[i].Miss(time);
            }
        }

        // Tracks start and get their numbers in the order of positions, so that the order of the faces makes no difference.
        var result = new TrackedFace[faces.Count];
        foreach (int i in Enumerable.Range(0, faces.Count).OrderBy(i => boxes[i].X).ThenBy(i => boxes[i].Y).ThenBy(i => boxes[i].Width))
        {
            Track track = matched[i] >= 0 ? followed[matched[i]] : Begin(faces[i], time);
            LabelledFace face = track.Update(faces[i], time, labels, uncertain);
            if (track.IsConfirmed && track.Number is null)
            {
                Identify(track);
            }

            result[i] = new TrackedFace(track.Number, face);
        }

        return new TrackedFrame(result, End(track => track.IsOver(time)));
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

    // A face that appears where a lost one is expected is that one.
    private void Identify(Track track)
    {
        Track? before = tracks.Where(other => other.Number is not null && double.IsFinite(track.DistanceTo(other))).MinBy(track.DistanceTo);
        if (before is null)
        {
            track.Number = ++numbers;
            return;
        }

        track.Continue(before);
        tracks.Remove(before);
    }

    private int[] End(Predicate<Track> which)
    {
        int[] ended = [.. tracks.FindAll(which).Select(track => track.Number).OfType<int>()];
        tracks.RemoveAll(which);
        return ended;
    }
}
