using FsCheck.Xunit;
using MaskML.Predict.Faces;
using Xunit;

namespace MaskML.Tests.Evaluation;

public sealed class LabelNameTests
{
    [Theory]
    [InlineData("WithMask", "with_mask")]
    [InlineData("with-mask", "with_mask")]
    [InlineData("With Mask", "with_mask")]
    [InlineData("withMask", "with_mask")]
    [InlineData("WITH_MASK", "with_mask")]
    [InlineData("__with__mask__", "with_mask")]
    [InlineData("N95Mask", "n95_mask")]
    [InlineData("FFP2", "ffp2")]
    [InlineData("HTTPMask", "http_mask")]
    [InlineData("mask_weared_incorrect", "mask_weared_incorrect")]
    [InlineData("ÄrmelMaske", "ärmel_maske")]
    [InlineData("口罩", "口罩")]
    [InlineData("---", "---")]
    public void Label_names_become_snake_case(string name, string expected) => Assert.Equal(expected, LabelName.Normalize(name));

    [Property(MaxTest = 500)]
    public bool Normalising_twice_changes_nothing(string? name)
    {
        string once = LabelName.Normalize(name ?? "");
        return LabelName.Normalize(once) == once;
    }
}
