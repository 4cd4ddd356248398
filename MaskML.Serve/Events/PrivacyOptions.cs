using System.ComponentModel.DataAnnotations;

namespace MaskML.Serve.Events;

/// <summary>Pictures of people. By default none is stored: frames and faces stay in memory.</summary>
public sealed record PrivacyOptions
{
    /// <summary>Every face is blurred.</summary>
    public const string All = "all";

    /// <summary>Every face but the one that the event is about is blurred.</summary>
    public const string Others = "others";

    /// <summary>No face is blurred.</summary>
    public const string None = "none";

    /// <summary>Keep a picture with each event of a violation.</summary>
    public bool KeepPictures { get; init; }

    /// <summary>Which faces of a kept picture are blurred: all, others (all but the violation's) or none.</summary>
    [AllowedValues(All, Others, None)]
    public string Blur { get; init; } = All;

    /// <summary>Days after which pictures are deleted.</summary>
    [Range(1, 3650)]
    public int Days { get; init; } = 7;
}
