using System.Security.Cryptography;
using FsCheck.Xunit;
using MaskML.Train.Data;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class SplitterTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Property(MaxTest = 200)]
    public bool Every_image_is_in_one_split_with_its_whole_group(int seed)
    {
        SplitItem[] items = Random(seed, given: false);
        Split?[] splits = new Splitter(0.15, 0.15, seed).Split(items);
        return splits.All(s => s is not null)
            && items.Zip(splits).GroupBy(p => p.First.Group).All(g => g.Select(p => p.Second).Distinct().Count() == 1);
    }

    [Property(MaxTest = 200)]
    public bool Given_splits_are_kept_and_no_group_spans_two(int seed)
    {
        SplitItem[] items = Random(seed, given: true);
        Split?[] splits = new Splitter(0.15, 0.15, seed).Split(items);
        return items.Zip(splits).All(p => p.First.Given is not { } own || p.Second is null || p.Second == own || own == Split.Train)
            && items.Zip(splits).All(p => p.First.Given != Split.Test || p.Second == Split.Test)
            && items.Zip(splits).Where(p => p.Second is not null).GroupBy(p => p.First.Group).All(
                g => g.Select(p => p.Second).Distinct().Count() == 1);
    }

    [Property(MaxTest = 100)]
    public bool Splits_do_not_depend_on_the_order_of_images_or_group_numbers(int seed)
    {
        SplitItem[] items = Random(seed, given: seed % 2 == 0);
        int[] order = [.. Enumerable.Range(0, items.Length)];
        new Random(seed + 1).Shuffle(order);
        SplitItem[] shuffled = [.. order.Select(i => items[i] with { Group = 1000 - items[i].Group })];
        Split?[] plain = new Splitter(0.2, 0.1, 5).Split(items);
        Split?[] other = new Splitter(0.2, 0.1, 5).Split(shuffled);
        return order.Select((from, to) => plain[from] == other[to]).All(same => same);
    }

    [Property(MaxTest = 100)]
    public bool Shares_of_each_label_are_as_configured(int seed)
    {
        var random = new Random(seed);
        SplitItem[] items =
            [.. Enumerable.Range(0, 300 + random.Next(500)).Select(i => Item(random, i, random.Next(2), null, Names[random.Next(3)]))];
        Split?[] splits = new Splitter(0.15, 0.1, seed).Split(items);
        return items.Zip(splits).GroupBy(p => p.First.Labels[0]).All(g =>
            Math.Abs(g.Count(p => p.Second == Split.Validation) - (0.15 * g.Count())) <= 2
            && Math.Abs(g.Count(p => p.Second == Split.Test) - (0.1 * g.Count())) <= 2);
    }

    [Property(MaxTest = 100)]
    public bool Label_with_five_images_is_in_every_split(int seed)
    {
        var random = new Random(seed);
        SplitItem[] items = [.. Enumerable.Range(0, 10).Select(i => Item(random, i, random.Next(3), null, Names[i % 2]))];
        Split?[] splits = new Splitter(0.02, 0.02, seed).Split(items);
        return items.Zip(splits).GroupBy(p => p.First.Labels[0]).All(g => g.Select(p => p.Second).Distinct().Count() == 3);
    }

    [Property(MaxTest = 50)]
    public bool New_image_moves_few_of_the_others(int seed)
    {
        var random = new Random(seed);
        SplitItem[] items = [.. Enumerable.Range(0, 400).Select(i => Item(random, i, 0, null, Names[i % 2]))];
        Split?[] before = new Splitter(0.15, 0.15, 1).Split(items[1..]);
        Split?[] after = new Splitter(0.15, 0.15, 1).Split(items);
        return before.Zip(after.Skip(1)).Count(p => p.First != p.Second) <= 4;
    }

    [Property(MaxTest = 50)]
    public bool Image_of_a_source_that_grows_never_moves_to_another_split(int seed)
    {
        SplitItem[] items = [.. Random(seed, given: true).Select(item => item.Source == 0 ? item with { Grows = true } : item)];
        int[] places = [.. Enumerable.Range(0, items.Length).Where(i => items[i].Grows)];
        Split?[] all = new Splitter(0.2, 0.2, 7).Split(items);
        return new[] { 1, items.Length / 2, items.Length - 1 }.All(count =>
        {
            Split?[] before = new Splitter(0.2, 0.2, 7).Split(items[..count]);
            return places.Where(i => i < count && all[i] is not null && before[i] is not null).All(i => all[i] == before[i])
                && places.Where(i => i < count && before[i] == Split.Test).All(i => all[i] == Split.Test);
        });
    }

    [Fact]
    public void Source_that_grows_has_the_shares_of_the_configuration_on_average()
    {
        var random = new Random(5);
        SplitItem[] items = [.. Enumerable.Range(0, 2000).Select(i => Item(random, i, 0, null, Names[i % 2]) with { Grows = true })];

        Split?[] splits = new Splitter(0.15, 0.1, 1).Split(items);

        Assert.InRange(splits.Count(s => s == Split.Validation) / 2000.0, 0.13, 0.17);
        Assert.InRange(splits.Count(s => s == Split.Test) / 2000.0, 0.08, 0.12);
        Assert.DoesNotContain(null, splits);
    }

    [Fact]
    public void Other_seed_gives_another_split()
    {
        var random = new Random(3);
        SplitItem[] items = [.. Enumerable.Range(0, 200).Select(i => Item(random, i, 0, null, Names[i % 2]))];

        Assert.NotEqual(new Splitter(0.15, 0.15, 1).Split(items), new Splitter(0.15, 0.15, 2).Split(items));
    }

    [Fact]
    public void Copies_of_held_out_images_are_removed_from_training()
    {
        var random = new Random(1);
        SplitItem[] items =
        [
            Item(random, 0, 0, Split.Train, "a"), Item(random, 0, 0, Split.Test, "a"), Item(random, 0, 0, Split.Validation, "a"),
            Item(random, 1, 0, Split.Train, "a"), Item(random, 1, 0, Split.Validation, "a"),
            Item(random, 2, 0, Split.Train, "a"), Item(random, 2, 0, Split.Train, "a"),
            Item(random, 1, 1, null, "a"),
        ];

        Split?[] splits = new Splitter(0.15, 0.15, 1).Split(items);

        Assert.Equal([null, Split.Test, null, null, Split.Validation, Split.Train, Split.Train, Split.Validation], splits);
    }

    [Theory]
    [InlineData(Split.Test, Split.Validation)]
    [InlineData(Split.Validation, Split.Test)]
    public void Missing_split_is_taken_from_training(Split present, Split missing)
    {
        var random = new Random(1);
        SplitItem[] items = [.. Enumerable.Range(0, 200).Select(i => Item(random, i, 0, i < 160 ? Split.Train : present, Names[i % 2]))];

        Split?[] splits = new Splitter(0.25, 0.25, 1).Split(items);

        Assert.Equal(
            (120, 40, 40), (splits.Count(s => s == Split.Train), splits.Count(s => s == present), splits.Count(s => s == missing)));
        Assert.All(splits.Skip(160), s => Assert.Equal(present, s));
    }

    [Fact]
    public void Photos_with_several_faces_keep_the_shares_of_each_label()
    {
        var random = new Random(1);
        SplitItem[] items =
        [
            .. Enumerable.Range(0, 400).Select(i => Item(
                random,
                i,
                0,
                null,
                [.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Names[random.Next(20) == 0 ? 2 : random.Next(4) == 0 ? 1 : 0])])),
        ];

        Split?[] splits = new Splitter(0.15, 0.15, 1).Split(items);

        foreach (string name in Names)
        {
            double all = items.Sum(i => i.Labels.Count(l => l == name));
            foreach (Split split in new[] { Split.Validation, Split.Test })
            {
                Assert.InRange(
                    items.Zip(splits).Where(p => p.Second == split).Sum(p => p.First.Labels.Count(l => l == name)) / all, 0.10, 0.20);
            }
        }
    }

    private static SplitItem[] Random(int seed, bool given)
    {
        var random = new Random(seed);
        Split?[] choices = [null, Split.Train, Split.Validation, Split.Test];
        return
        [
            .. Enumerable.Range(0, random.Next(1, 120)).Select(_ =>
            {
                int source = random.Next(3);
                Split? own = !given || source == 0 ? null : choices[1 + random.Next(source == 1 ? 3 : 2)];
                return Item(
                    random, random.Next(80), source, own, [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Names[random.Next(3)])]);
            }),
        ];
    }

    private static SplitItem Item(Random random, int group, int source, Split? given, params string[] labels)
    {
        byte[] content = new byte[16];
        random.NextBytes(content);
        return new SplitItem(SHA256.HashData(content), group, source, given, labels);
    }
}
