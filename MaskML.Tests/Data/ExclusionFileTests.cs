using FsCheck.Xunit;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class ExclusionFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string List => folder.File("list.txt");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Line_is_a_path_and_an_optional_reason()
    {
        File.WriteAllText(
            List, "# Left out by hand\n\nwith_mask/1.jpg\t# blurred\n  with_mask/a b#2.jpg  \r\nphotos/3.jpg#1,2,30,40\t#a face\n");
        Assert.Equal(
            [
                new Exclusion("with_mask/1.jpg", "blurred"),
                new Exclusion("with_mask/a b#2.jpg", ""),
                new Exclusion("photos/3.jpg#1,2,30,40", "a face"),
            ],
            ExclusionFile.Read(List));
    }

    [Theory]
    [InlineData("#1.jpg")]
    [InlineData("\"1.jpg")]
    [InlineData(" 1.jpg")]
    [InlineData("a\tb\n.jpg")]
    [InlineData("ü/\u2028.jpg")]
    public void Ambiguous_names_are_read_as_they_were_written(string name)
    {
        ExclusionFile.Write(List, "test", [new Exclusion(name, "odd"), new Exclusion("plain.jpg", "")]);
        Assert.Equal([new Exclusion(name, "odd"), new Exclusion("plain.jpg", "")], ExclusionFile.Read(List));
    }

    [Property]
    public bool Every_name_is_read_as_it_was_written(string text)
    {
        // Lone surrogates are no text that a file could hold.
        string name = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes("x/" + text));
        ExclusionFile.Write(List, "test", [new Exclusion(name, "why\nnot")]);
        return ExclusionFile.Read(List).Single() == new Exclusion(name, "why not");
    }

    [Fact]
    public void Malformed_line_throws_with_its_number()
    {
        File.WriteAllText(List, "a.jpg\n\"b.jpg\n");
        Assert.Contains(
            "line 2: found \"b.jpg", Assert.Throws<InputException>(() => ExclusionFile.Read(List)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_or_binary_list_throws()
    {
        Assert.Contains(
            "cannot be read",
            Assert.Throws<InputException>(() => ExclusionFile.Read(folder.File("none.txt"))).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(List, [0x61, 0x80, 0x81]);
        Assert.Throws<InputException>(() => ExclusionFile.Read(List));
    }
}
