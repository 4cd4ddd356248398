using System.Text;
using System.Text.Json;
using MaskML.Predict.Progress;

namespace MaskML.Synth;

/// <summary>Writes drawn photos as <c>photos/*.jpg</c> with their faces in <c>annotations.json</c>.</summary>
internal static class SceneWriter
{
    private const ulong Stream = 4;
    private const int Quality = 88;
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Draws the photos on all cores and writes them.</summary>
    /// <param name="directory">The folder to write to; created if it does not exist.</param>
    /// <param name="count">Number of photos.</param>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="phase">Advances with each photo.</param>
    /// <param name="cancellationToken">Stops the work between two photos.</param>
    public static void Write(string directory, int count, int seed, IProgressPhase phase, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(directory, "photos"));
        var photos = new PhotoEntry[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, index =>
        {
            string name = FormattableString.Invariant($"{index:000}.jpg");
            var dice = new Dice(((ulong)(uint)seed << 32) | (uint)index, Stream);
            using Scene scene = SceneRenderer.Render((int)dice.Next(), 320 + dice.Below(481), 240 + dice.Below(361));
            Cv2.ImEncode(".jpg", scene.Photo, out byte[] bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
            SynthWriter.WriteNew(Path.Combine(directory, "photos", name), bytes);
            photos[index] = new PhotoEntry(name, scene.Photo.Width, scene.Photo.Height, [.. scene.Faces.Select(FaceEntry.Of)]);
            phase.Advance();
        });

        byte[] annotations = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(photos, Indented) + "\n");
        SynthWriter.WriteNew(Path.Combine(directory, "annotations.json"), annotations);
    }

    private sealed record PhotoEntry(string Photo, int Width, int Height, IReadOnlyList<FaceEntry> Faces);

    private sealed record FaceEntry(int X, int Y, int Width, int Height, string Label)
    {
        public static FaceEntry Of(SceneFace face) => new(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height, face.Label);
    }
}
