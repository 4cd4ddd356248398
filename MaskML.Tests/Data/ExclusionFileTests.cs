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
    public void A_line_is_a_path_and_a_reason_if_there_is_one()
    {
        File.WriteAllText(List, "# Left out by hand\n\nwith_mask/1.jpg\t# blurred\n  with_mask/a b#2.jpg  \r\nphotos/3.jpg#1,2,30,40\t#a face\n");
        Assert.Equal(
            [new Exclusion("with_mask/1.jpg", "blurred"), new Exclusion("with_mask/a b#2.jpg", ""), new Exclusion("photos/3.jpg#1,2,30,40", "a face")],
            ExclusionFile.Read(List));
    }

    [Theory]
    [InlineData("#1.jpg")]
    [InlineData("\"1.jpg")]
    [InlineData(" 1.jpg")]
    [InlineData("a\tb\n.jpg")]
    [InlineData("ü/\u2028.jpg")]
    public void Names_that_could_be_misread_come_back_as_they_were(string name)
    {
        ExclusionFile.Write(List, "test", [new Exclusion(name, "odd"), new Exclusion("plain.jpg", "")]);
        Assert.Equal([new Exclusion(name, "odd"), new Exclusion("plain.jpg", "")], ExclusionFile.Read(List));
    }

    [Property]
    public bool Any_name_comes_back_as_it_was(string text)
    {
        // Lone surrogates are no text that a file could hold.
        string name = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes("x/" + text));
        ExclusionFile.Write(List, "test", [new Exclusion(name, "why\nnot")]);
        return ExclusionFile.Read(List).Single() == new Exclusion(name, "why not");
    }

    [Fact]
    public void A_malformed_line_is_named()
    {
        File.WriteAllText(List, "a.jpg\n\"b.jpg\n");
        Assert.Contains("line 2: found \"b.jpg", Assert.Throws<InputException>(() => ExclusionFile.Read(List)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_missing_or_no_text_is_an_error()
    {
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => ExclusionFile.Read(folder.File("none.txt"))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(List, [0x61, 0x80, 0x81]);
        Assert.Throws<InputException>(() => ExclusionFile.Read(List));
    }
}
