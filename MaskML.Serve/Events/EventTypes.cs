namespace MaskML.Serve.Events;

/// <summary>Types of events.</summary>
internal static class EventTypes
{
    /// <summary>What all types begin with.</summary>
    public const string Prefix = "maskml";

    /// <summary>Someone has been seen with a label that is a violation for long enough.</summary>
    public const string ViolationStarted = "maskml.violation.started";

    /// <summary>That person has another label now, or has left.</summary>
    public const string ViolationEnded = "maskml.violation.ended";

    /// <summary>Someone has left the picture.</summary>
    public const string PersonLeft = "maskml.person.left";

    /// <summary>A camera gives no pictures.</summary>
    public const string CameraLost = "maskml.camera.lost";

    /// <summary>A lost camera gives pictures again.</summary>
    public const string CameraBack = "maskml.camera.back";

    /// <summary>Counts of a worker. Only the services of its fleet are told, and show the sums in place of it.</summary>
    public const string Counted = "maskml.counted";

    /// <summary>The end of ids and subjects: the type without its prefix, with a dash for each dot.</summary>
    public static string KindOf(string type) => type[(Prefix.Length + 1)..].Replace('.', '-');

    /// <summary>All types that are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [ViolationStarted, ViolationEnded, PersonLeft, CameraLost, CameraBack];
}
