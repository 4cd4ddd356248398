using OpenCvSharp;

namespace MaskML.Video.Tracking;

/// <summary>
/// Where a face is and where it goes: an alpha-beta filter, which takes the velocity as constant between two frames. The size is
/// smoothed, but not extrapolated.
/// </summary>
internal sealed class BoxMotion
{
    // Shares of the difference between what was expected and what was found that go to the place, the velocity and the size.
    private const double PlaceGain = 0.85;
    private const double VelocityGain = 0.4;
    private const double SizeGain = 0.5;

    // An unseen face is expected to slow down, so that a track does not run away.
    private const double Slowing = 0.85;

    private double x;
    private double y;
    private double width;
    private double height;
    private double velocityX;
    private double velocityY;
    private double time;
    private bool moved;

    /// <summary>Begins at a face, at rest.</summary>
    /// <param name="box">The face in pixels.</param>
    /// <param name="time">Time of the frame in seconds.</param>
    public BoxMotion(Rect box, double time)
    {
        this.time = time;
        (x, y, width, height) = (CenterX(box), CenterY(box), box.Width, box.Height);
    }

    /// <summary>Where the face is expected.</summary>
    /// <param name="at">Time of the frame in seconds.</param>
    public Rect2d Expected(double at)
    {
        double elapsed = Math.Max(0, at - time);
        return new Rect2d(x + (velocityX * elapsed) - (width / 2), y + (velocityY * elapsed) - (height / 2), width, height);
    }

    /// <summary>Takes in where the face was found.</summary>
    /// <param name="box">The face in pixels.</param>
    /// <param name="at">Time of the frame in seconds; not before the last one.</param>
    public void Found(Rect box, double at)
    {
        double elapsed = at - time;
        if (elapsed > 0)
        {
            Advance(elapsed);
            double missX = CenterX(box) - x;
            double missY = CenterY(box) - y;

            // The second place is the first that tells anything of the velocity.
            double gain = (moved ? VelocityGain : 1) / elapsed;
            velocityX += gain * missX;
            velocityY += gain * missY;
            x += PlaceGain * missX;
            y += PlaceGain * missY;
            moved = true;
            time = at;
        }

        width += SizeGain * (box.Width - width);
        height += SizeGain * (box.Height - height);
    }

    /// <summary>Takes in that the face was not found.</summary>
    /// <param name="at">Time of the frame in seconds.</param>
    public void Missed(double at)
    {
        Advance(Math.Max(0, at - time));
        velocityX *= Slowing;
        velocityY *= Slowing;
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
