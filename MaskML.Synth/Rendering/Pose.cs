namespace MaskML.Synth.Rendering;

/// <summary>Rotation of a head and its position on the stage.</summary>
/// <param name="Turn">Rotation of the head.</param>
/// <param name="Center">Position of the head's centre, in pixels.</param>
/// <param name="Scale">Pixels per unit of the head.</param>
internal sealed record Pose(Quaternion Turn, Vector2 Center, float Scale)
{
    private const float Distance = 8;

    /// <summary>The rotation by three angles in radians.</summary>
    public static Quaternion Turned(float yaw, float pitch, float roll) =>
        Quaternion.CreateFromAxisAngle(Vector3.UnitZ, roll)
        * Quaternion.CreateFromAxisAngle(Vector3.UnitX, pitch)
        * Quaternion.CreateFromAxisAngle(Vector3.UnitY, yaw);

    /// <summary>Projects a point: pixel coordinates (y downwards) and depth, which grows towards the viewer.</summary>
    public Vector3 Project(Vector3 point)
    {
        var turned = Vector3.Transform(point, Turn);
        float zoom = Scale * Distance / (Distance - turned.Z);
        return new Vector3(Center.X + (turned.X * zoom), Center.Y - (turned.Y * zoom), turned.Z);
    }

    /// <summary>Rotates a normal into the viewer's coordinates.</summary>
    public Vector3 Rotate(Vector3 normal) => Vector3.Transform(normal, Turn);
}
