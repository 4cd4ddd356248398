using MaskML.Predict.Photos;
using OpenCvSharp;

namespace MaskML.Video.Tracking;

/// <summary>One face followed through the frames.</summary>
internal sealed class Track
{
    private readonly TrackingOptions options;
    private readonly BoxMotion motion;
    private readonly LabelVotes votes;
    private int hits;
    private int missed;

    /// <summary>Begins with a face, which is yet to be taken in.</summary>
    public Track(LabelledFace face, double time, TrackingOptions options)
    {
        this.options = options;
        motion = new BoxMotion(face.Face.Box, time);
        votes = new LabelVotes(face.Scores.Count, options.Memory, options.Lead);
    }

    /// <summary>Its number; null until it is confirmed.</summary>
    public int? Number { get; set; }

    /// <summary>Whether the face has been found often enough.</summary>
    public bool IsConfirmed => hits >= options.Confirm;

    /// <summary>Whether the face has not been found for too long. One that is not confirmed gets no patience.</summary>
    public bool IsOver => missed > (Number is null ? 1 : options.Keep);

    /// <summary>Where the face is expected.</summary>
    public Rect2d Expected(double time) => motion.Expected(time);

    /// <summary>Takes in the face of a frame and gives it the label that the frames have voted for.</summary>
    /// <param name="face">The face.</param>
    /// <param name="time">Time of the frame in seconds.</param>
    /// <param name="labels">Names of the labels.</param>
    /// <param name="uncertain">Says which labels are uncertain.</param>
    public LabelledFace Found(LabelledFace face, double time, IReadOnlyList<string> labels, PredictOptions uncertain)
    {
        motion.Found(face.Face.Box, time);
        hits++;
        missed = 0;

        // Twice the smallest face that is certain at all is as good as any larger.
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

    /// <summary>Takes in that the face was not found.</summary>
    public void Missed(double time)
    {
        motion.Missed(time);
        missed++;
    }
}
