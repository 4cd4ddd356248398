using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class DatasetLoaderTests : IDisposable
{
    private readonly DataFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Folder_is_loaded_as_data_set()
    {
        fixture.Pictures("one/with_mask", 40, 0);
        fixture.Pictures("one/without_mask", 20, 100);
        fixture.Write("one/with_mask/text.jpg", "no image");
        using (Mat first = DataFixture.Draw(0))
        {
            fixture.Write(
                "one/with_mask/copy.jpg", DataFixture.Encode(first, ".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 60)));
            fixture.Write("one/without_mask/wrong.png", DataFixture.Encode(first));
        }

        Dataset data = Load("one");

        Assert.Equal(["with_mask", "without_mask"], data.Labels);
        Assert.Equal(62, data.Samples.Count);
        Assert.All(data.Samples, s => Assert.Equal((data.Labels[s.LabelIndex], 1f, 96, 96), (s.Label, s.Weight, s.Width, s.Height)));
        Assert.Equal("with_mask/text.jpg", Assert.Single(data.Skipped).RelativePath);
        DuplicateGroup group = Assert.Single(data.DuplicateGroups);
        Assert.Equal(["with_mask/000.png", "with_mask/copy.jpg", "without_mask/wrong.png"], group.Members.Select(m => m.RelativePath));
        Assert.False(group.Identical);
        Assert.Single(data.Samples.Where(s => group.Members.Contains(s.File)).Select(s => s.Split).Distinct());
        Assert.Contains(data.Notes, n => n.Contains("under several labels", StringComparison.Ordinal));
        Assert.Equal(62, data.Samples.Count);
        Assert.Empty(data.Leaks);
    }

    [Fact]
    public void Data_set_does_not_depend_on_where_its_folder_is()
    {
        foreach (string folder in new[] { "one", "deeper/two" })
        {
            fixture.Pictures($"{folder}/a", 20, 0);
            fixture.Pictures($"{folder}/b", 20, 100);
        }

        (Dataset one, Dataset two) = (Load("one"), Load("deeper/two"));

        Assert.Equal(one.Sha256, two.Sha256);
        Assert.Equal(one.Samples.Select(s => (s.File.RelativePath, s.Split)), two.Samples.Select(s => (s.File.RelativePath, s.Split)));
        File.Delete(Path.Combine(fixture.Root, "one/a/000.png"));
        Assert.NotEqual(one.Sha256, Load("one").Sha256);
    }

    [Theory]
    [InlineData]
    [InlineData(1.0, 3.0)]
    public void Sources_have_equal_total_weights_unless_the_configuration_gives_others(params double[] weights)
    {
        fixture.Pictures("one/a", 60, 0);
        fixture.Pictures("one/b", 60, 100);
        fixture.Pictures("two/a", 10, 200);
        fixture.Pictures("two/b", 10, 300);

        Dataset data = Load(options => options with { Weights = weights }, "one", "two");

        Sample[] training = [.. data.Samples.Where(s => s.Split == Split.Train)];
        Assert.Equal(1, training.Average(s => s.Weight), 1e-4);
        double[] sums = [.. training.GroupBy(s => s.File.Source).OrderBy(g => g.Key).Select(g => g.Sum(s => (double)s.Weight))];
        Assert.Equal(weights is [var one, var two] ? two / one : 1, sums[1] / sums[0], 1e-2);
        Assert.Equal(3, data.Samples.Where(s => s.File.Source == 1 && s.Label == "a").Select(s => s.Split).Distinct().Count());
    }

    [Fact]
    public void Reviewed_images_stay_in_their_split_while_their_folder_grows()
    {
        fixture.Pictures("one/a", 20, 0);
        fixture.Pictures("one/b", 20, 100);
        fixture.Pictures("reviewed/a", 12, 200);
        fixture.Pictures("reviewed/b", 12, 300);
        fixture.Write("reviewed/labels.jsonl", "");
        (string, Split)[] before = Places();

        fixture.Pictures("reviewed/a", 40, 200);
        fixture.Pictures("reviewed/b", 25, 300);

        (string, Split)[] after = Places();
        Assert.Equal(65, after.Length);
        Assert.All(before, one => Assert.Contains(one, after));

        (string, Split)[] Places() =>
            [.. Load("one", "reviewed").Samples.Where(s => s.File.Source == 1).Select(s => (s.File.RelativePath, s.Split))];
    }

    [Fact]
    public void Leaks_between_given_splits_are_removed_and_reported()
    {
        fixture.Pictures("d/Train/a", 10, 0);
        fixture.Pictures("d/Train/b", 10, 100);
        fixture.Pictures("d/Validation/a", 5, 200);
        fixture.Pictures("d/Validation/b", 5, 300);
        fixture.Pictures("d/Test/a", 5, 5);
        fixture.Pictures("d/Test/b", 5, 400);

        Dataset data = Load("d");

        Assert.Equal(5, data.Leaks.Count);
        Assert.All(data.Leaks, l => Assert.Equal((Split.Train, Split.Test), (l.File.GivenSplit!.Value, l.CopySplit)));
        Assert.Equal(35, data.Samples.Count);
        Assert.Equal(10, data.Samples.Count(s => s.Split == Split.Test));
    }

    [Fact]
    public void Single_label_throws()
    {
        fixture.Pictures("d/a", 10, 0);

        Assert.Contains(
            "two labels or more; found with usable images in",
            Assert.Throws<InputException>(() => Load("d")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Label_with_too_few_usable_images_throws()
    {
        fixture.Pictures("d/a", 10, 0);
        fixture.Pictures("d/b", 3, 100);
        fixture.Write("d/b/x.png", "text");
        fixture.Write("d/b/y.png", "text");

        string message = Assert.Throws<InputException>(() => Load("d")).Message;

        Assert.Contains("'b' has 3", message, StringComparison.Ordinal);
        Assert.Contains("2 were skipped, the first: b/x.png", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Five_images_for_each_label_are_enough()
    {
        fixture.Pictures("d/a", 5, 0);
        fixture.Pictures("d/b", 5, 100);

        Dataset data = Load("d");

        Assert.All(
            data.Labels, label => Assert.Equal(3, data.Samples.Where(s => s.Label == label).Select(s => s.Split).Distinct().Count()));
    }

    [Fact]
    public void Faces_of_one_photo_are_in_one_split()
    {
        var entries = new List<string>();
        for (int i = 0; i < 30; i++)
        {
            using Mat photo = DataFixture.Draw(i);
            fixture.Write($"d/{i}.png", DataFixture.Encode(photo));
            string a = """{"x":5,"y":5,"width":20,"height":20,"label":"a"}""";
            string b = """{"x":50,"y":50,"width":90,"height":20,"label":"b"}""";
            entries.Add($$"""{"photo":"{{i}}.png","faces":[{{a}},{{b}}]}""");
        }

        fixture.Write("d/annotations.json", $"[{string.Join(',', entries)}]");

        Dataset data = Load("d");

        Assert.Equal(60, data.Samples.Count);
        Assert.All(data.Samples.GroupBy(s => s.File), g => Assert.Single(g.Select(s => s.Split).Distinct()));
        Assert.Equal(new Rect(50, 50, 46, 20), data.Samples.First(s => s.Label == "b").Box);
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Known_leaks_of_face_mask_12k_are_found()
    {
        string faces = SharedData.Need("data/face-mask-12k");

        Dataset data = DatasetLoader.Load(new DataOptions { Sources = [faces] }, 42, fixture, fixture);

        ILookup<string, ImageFile> groups = data.DuplicateGroups.SelectMany((g, i) => g.Members.Select(m => (Group: i, File: m)))
            .ToLookup(
                p => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(p.File.Path))),
                p => p.File,
                StringComparer.Ordinal);
        ImageFile[] shared = [.. groups.Where(g => g.Select(f => f.GivenSplit).Distinct().Count() > 1).SelectMany(g => g)];
        Assert.Equal(22, shared.Count(f => f.GivenSplit == Split.Test && f.Targets[0].Label == "with_mask"));
        Assert.Equal(20, shared.Count(f => f.GivenSplit == Split.Validation && f.Targets[0].Label == "with_mask"));
        Assert.DoesNotContain(shared, f => f.Targets[0].Label == "without_mask");
        Assert.InRange(data.DuplicateGroups.Max(g => g.Members.Count), 2, 25);
        Assert.Equal(992, data.Samples.Count(s => s.Split == Split.Test));
        Assert.All(data.Leaks, l => Assert.True(l.File.GivenSplit < l.CopySplit));
    }

    private Dataset Load(params string[] folders) => Load(options => options, folders);

    private Dataset Load(Func<DataOptions, DataOptions> change, params string[] folders) => DatasetLoader.Load(
        change(new DataOptions { Sources = [.. folders.Select(f => Path.Combine(fixture.Root, f))] }), 42, fixture, fixture);
}
