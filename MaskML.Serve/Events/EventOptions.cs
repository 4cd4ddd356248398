using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Serve.Events;

/// <summary>What cameras report: where it is stored, and for how long.</summary>
public sealed record EventOptions
{
    /// <summary>The SQLite database. Only the service writes to it.</summary>
    [ConfigPath]
    public string Store { get; init; } = "data/events.db";

    /// <summary>Days after which events and counts are deleted, told or not.</summary>
    [Range(1, 3650)]
    public int Days { get; init; } = 30;

    /// <summary>Largest size of the database in MB; beyond it the oldest events are deleted.</summary>
    [Range(1, 1 << 20)]
    public int Megabytes { get; init; } = 500;
}
