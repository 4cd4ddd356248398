namespace MaskML.Video.Tracking;

/// <summary>
/// Where a face was in its last second, by which one that was hidden is found again: where it stood, or where it would have walked to.
/// Only the position decides, because masknet's features tell masks apart and not people.
/// </summary>
internal sealed class FacePath
{
    // Seconds that say how fast the face moves. The last fifth of a second does not count: there a face is often half hidden already, and
    // its box shrinks and stays behind.
    private const double Span = 1;
    private const double Hiding = 0.2;

    // In sizes of the face: how far from the expected place it may come back, and how much farther for each second. One that was faster
    // than this a second has not stopped.
    private const double MaxDistance = 0.6;
    private const double MaxDrift = 0.3;
    private const double Walking = 0.7;

    // One that comes back is half hidden at first, or has come nearer.
    private const double MaxGrowth = 2;

    private readonly Queue<(double Time, Rect Box)> found = [];

    /// <summary>When the face was found last, in seconds.</summary>
    public double Seen { get; private set; }

    /// <summary>Adds the face of a frame.</summary>
    /// <param name="box">In pixels.</param>
    /// <param name="time">Of the frame, in seconds.</param>
    public void Add(Rect box, double time)
    {
        Seen = time;
        found.Enqueue((time, box));
        while (time - found.Peek().Time > Span)
        {
            found.Dequeue();
        }
    }

    /// <summary>How far from where it is expected a face comes back.</summary>
    /// <param name="box">A face that was found later, in pixels.</param>
    /// <param name="at">Time of its frame, in seconds.</param>
    /// <returns>The distance in sizes of the face; infinite where it cannot be the same face.</returns>
    public double DistanceTo(Rect box, double at)
    {
        double size = found.Max(one => Side(one.Box));
        double growth = Side(box) / size;
        if (growth is < 1 / MaxGrowth or > MaxGrowth)
        {
            return double.PositiveInfinity;
        }

        (double Time, Rect Box)[] sure = [.. found.Where(one => Seen - one.Time >= Hiding)];
        sure = sure.Length < 2 ? [.. found] : sure;
        (double time, Rect last) = sure[^1];
        double elapsed = time - sure[0].Time;
        Point2d velocity = elapsed > 0 ? (Middle(last) - Middle(sure[0].Box)) * (1 / elapsed) : default;
        double walked = Middle(box).DistanceTo(Middle(last) + (velocity * (at - time))) / size;
        bool mayStand = velocity.DistanceTo(default) / size <= Walking;
        double stood = mayStand ? Middle(box).DistanceTo(Middle(found.Last().Box)) / size : double.PositiveInfinity;
        double distance = Math.Min(walked, stood);
        return distance <= MaxDistance + (MaxDrift * (at - Seen)) ? distance : double.PositiveInfinity;
    }

    private static int Side(Rect box) => Math.Max(box.Width, box.Height);

    private static Point2d Middle(Rect box) => new(box.X + (box.Width / 2.0), box.Y + (box.Height / 2.0));
}
