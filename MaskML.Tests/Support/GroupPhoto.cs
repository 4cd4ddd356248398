using System.Text.Json;
using OpenCvSharp;

namespace MaskML.Tests.Support;

/// <summary>A real photo of several people with the boxes of their faces.</summary>
public sealed record GroupPhoto(string Path, IReadOnlyList<Rect> Faces)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Photos spread evenly over the collection; skips the calling test where it is absent.</summary>
    public static IReadOnlyList<GroupPhoto> Some(int count)
    {
        string folder = SharedData.Need("data/group-photos");
        byte[] text = File.ReadAllBytes(System.IO.Path.Combine(folder, "annotations.json"));
        Annotated[] all = JsonSerializer.Deserialize<Annotated[]>(text, Json)!;
        return [.. Enumerable.Range(0, count).Select(i => all[i * all.Length / count]).Select(a => new GroupPhoto(
            System.IO.Path.Combine(folder, "photos", a.Photo),
            [.. a.Faces.Select(f => new Rect(f.X, f.Y, f.Width, f.Height))]))];
    }

    private sealed record Annotated(string Photo, IReadOnlyList<Box> Faces);

    private sealed record Box(int X, int Y, int Width, int Height);
}
