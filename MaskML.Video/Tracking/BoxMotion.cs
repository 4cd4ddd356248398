namespace MaskML.Video.Tracking;

/// <summary>
/// Position and velocity of a face: an alpha-beta filter, which assumes constant velocity between two frames. The size is smoothed,
/// but not extrapolated.
/// </summary>
internal sealed class BoxMotion
{
    // Shares of the difference between prediction and measurement that correct the position, the velocity and the size.
    private const double PositionGain = 0.85;
    private const double VelocityGain = 0.4;
    private const double SizeGain = 0.5;

    // The velocity of a face that is not found decays, so that its track does not run away.
    private const double Decay = 0.85;

    private double x;
    private double y;
    private double width;
    private double height;
    private double velocityX;
    private double velocityY;
    private double time;
    private bool moved;

    /// <summary>Starts at a face, at rest.</summary>
    /// <param name="box">The face in pixels.</param>
    /// <param name="time">Time of the frame in seconds.</param>
    public BoxMotion(Rect box, double time)
    {
        this.time = time;
        (x, y, width, height) = (CenterX(box), CenterY(box), box.Width, box.Height);
    }

    /// <summary>Predicts where the face is.</summary>
    /// <param name="at">Time of the frame in seconds.</param>
    public Rect2d Predict(double at)
    {
        double elapsed = Math.Max(0, at - time);
        return new Rect2d(x + (velocityX * elapsed) - (width / 2), y + (velocityY * elapsed) - (height / 2), width, height);
    }

    /// <summary>Corrects the motion by the box that was found.</summary>
    /// <param name="box">The face in pixels.</param>
    /// <param name="at">Time of the frame in seconds; not before the last one.</param>
    public void Correct(Rect box, double at)
    {
        double elapsed = at - time;
        if (elapsed > 0)
        {
            Advance(elapsed);
            double missX = CenterX(box) - x;
            double missY = CenterY(box) - y;

            // The second measurement is the first one that says anything about the velocity, so it sets it.
            double gain = (moved ? VelocityGain : 1) / elapsed;
            velocityX += gain * missX;
            velocityY += gain * missY;
            x += PositionGain * missX;
            y += PositionGain * missY;
            moved = true;
            time = at;
        }

        width += SizeGain * (box.Width - width);
        height += SizeGain * (box.Height - height);
    }

    /// <summary>Advances the motion by a frame in which the face was not found.</summary>
    /// <param name="at">Time of the frame in seconds.</param>
    public void Miss(double at)
    {
        Advance(Math.Max(0, at - time));
        velocityX *= Decay;
        velocityY *= Decay;
        time = Math.Max(time, at);
    }

    private void Advance(double elapsed)
    {
        x += velocityX * elapsed;
        y += velocityY * elapsed;
    }

    private static double CenterX(Rect box) => box.X + (box.Width / 2.0);

    private static double CenterY(Rect box) => box.Y + (box.Height / 2.0);
}
