namespace MaskML.Video.Tracking;

/// <summary>One face followed through the frames.</summary>
/// <param name="first">The face at which the track starts; <see cref="Update"/> then adds it.</param>
/// <param name="begin">Its time.</param>
/// <param name="options">How faces are followed.</param>
internal sealed class Track(LabelledFace first, double begin, TrackingOptions options)
{
    private readonly BoxMotion motion = new(first.Face.Box, begin);
    private readonly FacePath path = new();
    private LabelVotes votes = new(first.Scores.Count, options.Memory, options.Lead);
    private int hits;
    private int missed;

    /// <summary>Its number; null until the track is confirmed.</summary>
    public int? Number { get; set; }

    /// <summary>Whether the face has been found in enough frames.</summary>
    public bool IsConfirmed => hits >= options.Confirm;

    /// <summary>
    /// Whether the face has been missing for too long to be followed; an unconfirmed track survives one frame without its face.
    /// </summary>
    public bool IsLost => missed > (Number is null ? 1 : options.Keep);

    /// <summary>Whether the face is not waited for any more.</summary>
    /// <param name="time">Time of the frame in seconds.</param>
    public bool IsOver(double time) => IsLost && (Number is null || time - path.Seen > options.Recall);

    /// <summary>How far this face began from where a lost one is expected, in sizes of the face; infinite where it cannot be it.</summary>
    public double DistanceTo(Track before) => before.path.Seen < begin && begin - before.path.Seen <= options.Recall
        ? before.path.DistanceTo(first.Face.Box, begin)
        : double.PositiveInfinity;

    /// <summary>Continues a track: this is the same face.</summary>
    public void Continue(Track before) => (Number, votes) = (before.Number, before.votes);

    /// <summary>Predicts where the face is.</summary>
    public Rect2d Predict(double time) => motion.Predict(time);

    /// <summary>Adds the face of a frame and returns it with the voted label.</summary>
    /// <param name="face">The face.</param>
    /// <param name="time">Time of the frame in seconds.</param>
    /// <param name="labels">Names of the labels.</param>
    /// <param name="uncertain">Says which labels are uncertain.</param>
    public LabelledFace Update(LabelledFace face, double time, IReadOnlyList<string> labels, PredictOptions uncertain)
    {
        motion.Correct(face.Face.Box, time);
        path.Add(face.Face.Box, time);
        hits++;
        missed = 0;

        // A face of twice the size from which labels are certain has full weight.
        double side = Math.Max(face.Face.Box.Width, face.Face.Box.Height);
        votes.Add(face.Scores, Math.Min(1, side / (2.0 * uncertain.MinFace)));
        if (Number is null)
        {
            votes.Settle();
        }

        float[] shares = votes.Shares();
        float confidence = shares[votes.Label];
        return new LabelledFace(face.Face, labels[votes.Label], confidence, uncertain.IsUncertain(face.Face.Box, confidence), shares);
    }

    /// <summary>Records a frame in which the face was not found.</summary>
    public void Miss(double time)
    {
        motion.Miss(time);
        missed++;
    }
}
