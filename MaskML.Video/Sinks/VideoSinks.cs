using MaskML.Video.Sources;

namespace MaskML.Video.Sinks;

/// <summary>Where a sink writes to. Each kind uses some of the members.</summary>
public sealed record VideoSinkTarget
{
    /// <summary>Receives lines; stays open when the sink is disposed.</summary>
    public TextWriter Writer { get; init; } = TextWriter.Null;

    /// <summary>Receives error messages; stays open when the sink is disposed.</summary>
    public TextWriter Errors { get; init; } = TextWriter.Null;

    /// <summary>The file to write, in an existing folder.</summary>
    public string Path { get; init; } = "";

    /// <summary>FourCC of the codec of a video, as in <see cref="VideoOptions.Codec"/>.</summary>
    public string Codec { get; init; } = new VideoOptions().Codec;

    /// <summary>Whether faces are made unrecognisable.</summary>
    public bool Blur { get; init; }
}

/// <summary>A kind of sink.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Create">Creates a sink for one video.</param>
public sealed record VideoSinkKind(string Name, Func<VideoSinkTarget, IVideoSink> Create);

/// <summary>The kinds of sinks. A new one is a class that implements <see cref="IVideoSink"/> and a row in <see cref="Kinds"/>.</summary>
public static class VideoSinks
{
    /// <summary>Lines for people: violations, the summary and errors.</summary>
    public const string Text = "text";

    /// <summary>JSON lines: each frame, each violation and the summary.</summary>
    public const string Json = "json";

    /// <summary>An MP4 file with the faces drawn.</summary>
    public const string Mp4 = "mp4";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<VideoSinkKind> Kinds { get; } =
    [
        new(Text, target => new TextSink(target.Writer, target.Errors)),
        new(Json, target => new JsonLinesSink(target.Writer)),
        new(Mp4, target => new Mp4Sink(target.Path, target.Codec, target.Blur, target.Errors)),
    ];

    /// <summary>Creates a sink.</summary>
    /// <param name="kind">Name of its kind.</param>
    /// <param name="target">Where it writes to.</param>
    /// <param name="kinds">The kinds to choose from; null for <see cref="Kinds"/>.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static IVideoSink Create(string kind, VideoSinkTarget target, IReadOnlyList<VideoSinkKind>? kinds = null)
    {
        kinds ??= Kinds;
        return kinds.FirstOrDefault(known => known.Name == kind) is { } found
            ? found.Create(target)
            : throw new ArgumentException($"Found '{kind}', expected one of {string.Join(", ", kinds.Select(k => k.Name))}.", nameof(kind));
    }
}
