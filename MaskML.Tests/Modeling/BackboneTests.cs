using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Modeling;

public sealed class BackboneTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void File_that_meets_the_contract_works_by_its_path()
    {
        using Backbone backbone = Backbone.Open(Asset("good"));
        Assert.Equal(("good", 16, 3), (backbone.Name, backbone.InputSize, backbone.FeatureCount));
        float[] crops = new float[2 * 3 * 16 * 16];
        Array.Fill(crops, 50f, 0, 3 * 16 * 16);
        float[] features = new float[6];
        backbone.Run(crops, 2, features);
        Assert.Equal([50, 50, 50, 0, 0, 0], features);
    }

    [Theory]
    [InlineData("input-name", "its inputs are `data`")]
    [InlineData("output-name", "its outputs are `logits`")]
    [InlineData("fixed-batch", "its batch dimension is fixed at 1")]
    [InlineData("not-square", "its input is Single [-1,3,16,24]")]
    [InlineData("free-size", "its input is Single [-1,3,-1,-1]")]
    [InlineData("grey", "its input is Single [-1,1,16,16]")]
    [InlineData("input-bytes", "its input is Byte [-1,3,16,16]")]
    [InlineData("output-rank", "its output is Single [-1,3,1,1]")]
    [InlineData("face-rank", "its output `face` is Single [-1,3]")]
    [InlineData("not-a-number", "a grey crop gives the feature NaN")]
    [InlineData("hidden-batch", "two grey crops cannot be run through it")]
    public void Breach_of_the_contract_is_an_error_with_what_was_found_and_expected(string name, string found)
    {
        string message = Assert.Throws<InputException>(() => Backbone.Open(Asset(name))).Message;
        Assert.StartsWith(Asset(name), message, StringComparison.Ordinal);
        Assert.Contains(found, message, StringComparison.Ordinal);
        Assert.Contains("float32 [N,3,S,S]", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no ONNX model")]
    public void File_that_is_not_an_onnx_model_is_refused(string content)
    {
        File.WriteAllText(folder.File("text.onnx"), content);
        Assert.Contains("not an ONNX model", Refusal("text.onnx"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(95)]
    public void Truncated_file_is_refused(int percent)
    {
        byte[] bytes = File.ReadAllBytes(TinyModel.BackbonePath);
        File.WriteAllBytes(folder.File("cut.onnx"), bytes[..(bytes.Length * percent / 100)]);
        Assert.StartsWith(folder.File("cut.onnx"), Refusal("cut.onnx"), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_is_an_error_that_names_the_setting()
    {
        Assert.Contains("no such file. Set `backbone`", Refusal("nowhere.onnx"), StringComparison.Ordinal);
        string message = Assert.Throws<InputException>(() => Backbone.Open("no-such-net")).Message;
        Assert.Contains("no-such-net.onnx was not found. Looked in: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_gives_the_name_and_must_match_the_file()
    {
        File.Copy(Asset("good"), folder.File("net.onnx"));
        Manifest(new { Name = "Good Net", Sha256 = ModelArchive.Hash(File.ReadAllBytes(Asset("good"))) });
        using (Backbone backbone = Backbone.Open(folder.File("net.onnx")))
        {
            Assert.Equal("Good Net", backbone.Name);
        }

        Manifest(new { Name = "Good Net", Sha256 = new string('0', 64) });
        Assert.Contains("its manifest " + folder.File("net.json"), Refusal("net.onnx"), StringComparison.Ordinal);
        File.WriteAllText(folder.File("net.json"), "{");
        Assert.Contains("not a backbone's manifest", Refusal("net.onnx"), StringComparison.Ordinal);
    }

    private static string Asset(string name) => Path.Combine(AppContext.BaseDirectory, "Modeling", "Assets", name + ".onnx");

    private void Manifest<T>(T content) => File.WriteAllText(folder.File("net.json"), JsonSerializer.Serialize(content));

    private string Refusal(string name) => Assert.Throws<InputException>(() => Backbone.Open(folder.File(name))).Message;
}
