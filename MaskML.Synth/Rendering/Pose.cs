using System.Numerics;

namespace MaskML.Synth.Rendering;

/// <summary>How a head is turned, and where on the stage it stands.</summary>
/// <param name="Turn">Rotation of the head.</param>
/// <param name="Center">Where the head's centre appears, in pixels.</param>
/// <param name="Scale">Pixels for one unit of the head.</param>
internal sealed record Pose(Quaternion Turn, Vector2 Center, float Scale)
{
    private const float Distance = 8;

    /// <summary>A head turned by angles in radians.</summary>
    public static Quaternion Turned(float yaw, float pitch, float roll) =>
        Quaternion.CreateFromAxisAngle(Vector3.UnitZ, roll)
        * Quaternion.CreateFromAxisAngle(Vector3.UnitX, pitch)
        * Quaternion.CreateFromAxisAngle(Vector3.UnitY, yaw);

    /// <summary>Pixel (x to the right, y down) and nearness of a point.</summary>
    public Vector3 Project(Vector3 point)
    {
        var turned = Vector3.Transform(point, Turn);
        float zoom = Scale * Distance / (Distance - turned.Z);
        return new Vector3(Center.X + (turned.X * zoom), Center.Y - (turned.Y * zoom), turned.Z);
    }

    /// <summary>A normal as the viewer sees it.</summary>
    public Vector3 Rotate(Vector3 normal) => Vector3.Transform(normal, Turn);
}
