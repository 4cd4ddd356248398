using MaskML.Train.Data;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class ExclusionsTests : IDisposable
{
    private readonly DataFixture data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public void Listed_images_are_left_out_and_reported_with_the_reason()
    {
        Labels("faces");
        Dataset all = Load(["faces"]);
        Dataset dataset = Load(["faces"], "with_mask/003.png\t# blurred\n./without_mask/000.png\n");
        Assert.Equal(all.Samples.Count - 2, dataset.Samples.Count);
        Assert.DoesNotContain(dataset.Samples, s => s.File.RelativePath is "with_mask/003.png" or "without_mask/000.png");
        Assert.Contains(new SkippedFile("with_mask/003.png", "excluded by list.txt: blurred"), dataset.Skipped);
        Assert.Contains(new SkippedFile("without_mask/000.png", "excluded by list.txt"), dataset.Skipped);
        Assert.Empty(dataset.Warnings);
        Assert.NotEqual(all.Sha256, dataset.Sha256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Split_of_an_image_does_not_depend_on_which_others_are_excluded(int seed)
    {
        data.Pictures("faces/with_mask", 40, seed: 100);
        data.Pictures("faces/without_mask", 40, seed: 300);
        var all = Load(["faces"]).Samples.ToDictionary(s => s.File.RelativePath, s => s.Split);
        string[] paths = [.. all.Keys];
        new Random(seed).Shuffle(paths);
        Dataset dataset = Load(["faces"], string.Join('\n', paths.Take(25)));
        Assert.Equal(55, dataset.Samples.Count);
        Assert.All(dataset.Samples, s => Assert.Equal(all[s.File.RelativePath], s.Split));
    }

    [Fact]
    public void Excluded_image_that_cannot_be_read_is_reported_once()
    {
        Labels("faces");
        data.Write("faces/with_mask/bad.png", "no picture");
        Dataset dataset = Load(["faces"], "with_mask/bad.png");
        Assert.Single(dataset.Skipped, s => s.RelativePath == "with_mask/bad.png");
    }

    [Fact]
    public void Listed_paths_that_do_not_exist_give_a_warning()
    {
        Labels("faces");
        Dataset dataset = Load(["faces"], "with_mask/999.png\nwith_mask/001.png\nfaces/with_mask/002.png\n");
        string warning = Assert.Single(dataset.Warnings);
        Assert.Contains("list.txt: 2 of its images are not in the data", warning, StringComparison.Ordinal);
        Assert.Contains("the first: with_mask/999.png", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_number_selects_one_of_several_folders()
    {
        Labels("north");
        Labels("south");
        data.Pictures("south/with_mask/more", 1, seed: 900);
        Dataset dataset = Load(["north", "south"], "1/with_mask/000.png\nwith_mask/more/000.png\nwith_mask/001.png\n");
        Assert.Equal(
            [(1, "with_mask/000.png"), (1, "with_mask/more/000.png")],
            dataset.Skipped.Select(s => (s.Source, s.RelativePath)).Order());
        Assert.Contains(
            "in several folders of it; the first: with_mask/001.png", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Face_is_excluded_by_its_box_and_photo_by_its_name()
    {
        for (int i = 0; i < 8; i++)
        {
            using var photo = DataFixture.Draw(i, 200, 120);
            data.Write($"photos/{i}.png", DataFixture.Encode(photo));
        }

        // The second box of each photo reaches beyond its edge, so that it is cut off at 200.
        string masked = """{"x":10,"y":10,"width":40,"height":40,"label":"with_mask"}""";
        string bare = """{"x":150,"y":10,"width":80,"height":60,"label":"without_mask"}""";
        IEnumerable<string> photos = Enumerable.Range(0, 8)
            .Select(i => $$"""{"photo":"{{i}}.png","width":200,"height":120,"faces":[{{masked}},{{bare}}]}""");
        data.Write(
            "annotations.json",
            $"[{string.Join(',', photos)}]");
        Dataset dataset = Load([""], "photos/2.png#150,10,50,60\t# turned away\nphotos/5.png\n");
        Assert.Equal(16 - 3, dataset.Samples.Count);
        Assert.Single(dataset.Samples, s => s.File.RelativePath == "photos/2.png");
        Assert.Contains(new SkippedFile("photos/2.png#150,10,50,60", "excluded by list.txt: turned away"), dataset.Skipped);
    }

    private void Labels(string folder)
    {
        data.Pictures($"{folder}/with_mask", 8, seed: folder.Length + 100);
        data.Pictures($"{folder}/without_mask", 8, seed: folder.Length + 300);
    }

    private Dataset Load(string[] sources, string? list = null)
    {
        var config = new DataOptions { Sources = [.. sources.Select(s => Path.Combine(data.Root, s))] };
        return DatasetLoader.Load(list is null ? config : config with { Exclude = [data.Write("list.txt", list)] }, 1, data, data);
    }
}
