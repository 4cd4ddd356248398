using System.Text.Json;
using MaskML.Synth;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Synth;

public sealed class SceneRendererTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Boxes_lie_inside_the_photo_and_apart_from_each_other(int seed)
    {
        using Scene scene = SceneRenderer.Render(seed, 400, 300);

        Assert.Equal(new Size(400, 300), scene.Photo.Size());
        Assert.Equal(MatType.CV_8UC3, scene.Photo.Type());
        Assert.NotEmpty(scene.Faces);
        foreach ((Rect box, string label) in scene.Faces)
        {
            Assert.Equal(box, box & new Rect(0, 0, 400, 300));
            Assert.InRange(box.Width / (double)box.Height, 0.4, 1.6);
            Assert.Contains(label, (string[])["with_mask", "without_mask"]);
            Assert.Equal(1, scene.Faces.Count(other => other.Box.IntersectsWith(box)));
        }
    }

    [Fact]
    public void Scene_is_the_same_for_the_same_seed()
    {
        using Scene first = SceneRenderer.Render(5, 200, 160);
        using Scene again = SceneRenderer.Render(5, 200, 160);

        Assert.Equal(first.Faces, again.Faces);
        Assert.Equal(0, Cv2.Norm(first.Photo, again.Photo));
    }

    [Fact]
    public void Scenes_have_one_face_or_several_and_both_labels()
    {
        List<int> counts = [];
        List<string> labels = [];
        for (int seed = 0; seed < 8; seed++)
        {
            using Scene scene = SceneRenderer.Render(seed, 160, 120);
            counts.Add(scene.Faces.Count);
            labels.AddRange(scene.Faces.Select(face => face.Label));
        }

        Assert.True(counts.Max() >= 3, $"Faces per scene: {string.Join(' ', counts)}");
        Assert.Equal(["with_mask", "without_mask"], labels.Distinct().Order());
    }

    [Fact]
    public void Photo_size_below_the_minimum_is_rejected() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SceneRenderer.Render(1, SceneRenderer.SmallestSide - 1, 100));

    [Fact]
    public void Annotations_have_the_documented_properties()
    {
        string folder = Directory.CreateTempSubdirectory("maskml-scenes").FullName;
        try
        {
            SynthWriter.Write(folder, new SynthOptions(0, 1, Scenes: 2), new SilentProgress(), CancellationToken.None);

            using JsonDocument annotations = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "scenes", "annotations.json")));
            Assert.Equal(2, annotations.RootElement.GetArrayLength());
            foreach (JsonElement photo in annotations.RootElement.EnumerateArray())
            {
                Assert.Equal(["photo", "width", "height", "faces"], photo.EnumerateObject().Select(property => property.Name));
                using Mat picture = Cv2.ImRead(Path.Combine(folder, "scenes", "photos", photo.GetProperty("photo").GetString()!));
                Assert.Equal(picture.Width, photo.GetProperty("width").GetInt32());
                Assert.Equal(picture.Height, photo.GetProperty("height").GetInt32());
                JsonElement face = photo.GetProperty("faces")[0];
                Assert.Equal(["x", "y", "width", "height", "label"], face.EnumerateObject().Select(property => property.Name));
                Assert.True(face.GetProperty("width").GetInt32() > 0);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
