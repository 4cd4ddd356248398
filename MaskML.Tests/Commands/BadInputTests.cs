using System.IO.Compression;
using System.Text;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Bad input gives one clear message and an exit code, no stack trace, and leaves earlier results unchanged.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TrainingFolder folder = new(8);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Missing_folder_returns_3() =>
        await Refuses(ExitCodes.Input, "nowhere", "--data", folder.Place("nowhere"));

    [Fact]
    public async Task Folder_without_images_returns_3()
    {
        Directory.CreateDirectory(folder.Place("bare/x"));
        await Refuses(ExitCodes.Input, folder.Place("bare"), "--data", folder.Place("bare"));
    }

    [Fact]
    public async Task Single_label_returns_3()
    {
        Patch.Write(folder.Place("one"), 8, "with_mask");
        await Refuses(ExitCodes.Input, "two labels or more; found with usable images", "--data", folder.Place("one"));
    }

    [Fact]
    public async Task Label_with_three_images_returns_3()
    {
        foreach (string image in Directory.GetFiles(Path.Combine(folder.Data, "without_mask")).Skip(3))
        {
            File.Delete(image);
        }

        await Refuses(ExitCodes.Input, "'without_mask' has 3");
    }

    [Theory]
    [InlineData("head.l1", "1")]
    [InlineData("seed", "many")]
    [InlineData("seed", "-1")]
    [InlineData("data.test", "0.9")]
    public async Task Unknown_key_or_wrong_value_returns_2(string key, string value) =>
        await Refuses(ExitCodes.Usage, key, "--set", $"{key}={value}");

    [Fact]
    public async Task Problems_of_the_configuration_file_are_reported_together()
    {
        File.WriteAllText(folder.Config, """{ "sed": 1, "seed": "x", "views": { "count": 1.5 } }""");
        string error = await Refuses(ExitCodes.Usage, "sed");
        Assert.Contains("seed", error, StringComparison.Ordinal);
        Assert.Contains("views.count", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input-name", "its inputs are `data`")]
    [InlineData("output-name", "its outputs are `logits`")]
    [InlineData("fixed-batch", "its batch dimension is fixed at 1")]
    public async Task Backbone_that_breaks_the_contract_returns_3(string name, string message) =>
        await Refuses(ExitCodes.Input, message, "--backbone", Path.Combine(AppContext.BaseDirectory, "Modeling", "Assets", name + ".onnx"));

    [Fact]
    public async Task Backbone_that_is_missing_or_not_ONNX_returns_3()
    {
        File.WriteAllText(folder.Place("text.onnx"), "text");
        await Refuses(ExitCodes.Input, "not an ONNX model", "--backbone", folder.Place("text.onnx"));
        await Refuses(ExitCodes.Input, "no such file", "--backbone", folder.Place("nowhere.onnx"));
        await Refuses(ExitCodes.Input, "was not found. Looked in", "--backbone", "no-such-net");
    }

    [Fact]
    public async Task Runs_folder_that_cannot_be_written_returns_2()
    {
        File.WriteAllText(folder.Place("file"), "a file in the folder's place");
        await Refuses(ExitCodes.Usage, "cannot be written", "--set", "runs=" + folder.Place("file"));
        await Refuses(ExitCodes.Usage, "`runs`", "--set", "runs=" + Path.Combine(folder.Place("file"), "deep"));
        Assert.Equal("a file in the folder's place", File.ReadAllText(folder.Place("file")));
    }

    [Theory]
    [InlineData("--fail-under", "speed=1")]
    [InlineData("--fail-under", "accuracy=high")]
    [InlineData("--nope")]
    [InlineData("--data")]
    [InlineData("stray")]
    public async Task Wrong_arguments_return_2(params string[] args) => await Refuses(ExitCodes.Usage, args[^1], args);

    [Theory]
    [InlineData("text", "not a zip")]
    [InlineData("truncated", "not a zip, or a damaged one")]
    [InlineData("foreign", "not a model of MaskML")]
    [InlineData("flipped", "is not what the manifest says")]
    [InlineData("backbone", "its backbone has the SHA-256")]
    [InlineData("manifest", "maskml.json")]
    [InlineData("missing", "the model cannot be read")]
    [InlineData("folder", "the model cannot be read: found a folder, expected a file")]
    public async Task Zip_that_is_not_a_model_returns_3(string what, string message)
    {
        using var model = new TinyModel();
        string zip = folder.Place("model.zip");
        Spoil(what, model.Path, zip);
        CommandLine line = await CommandLine.TrainAsync("evaluate", zip, folder.Data, "--config", folder.Config);
        AssertRefused(line, ExitCodes.Input, message);
        Assert.Contains(zip, line.Error, StringComparison.Ordinal);
    }

    private static void Spoil(string what, string model, string zip)
    {
        byte[] bytes = File.ReadAllBytes(model);
        switch (what)
        {
            case "text":
                File.WriteAllText(zip, "text");
                break;
            case "folder":
                Directory.CreateDirectory(zip);
                break;
            case "truncated":
                File.WriteAllBytes(zip, bytes[..(bytes.Length / 2)]);
                break;
            case "foreign":
                using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create))
                {
                    archive.CreateEntry("hello.txt");
                }

                break;
            case "flipped":
                File.Copy(model, zip);
                Rewrite(zip, entry => entry.Name == "OnnxModel", content => content[^1] ^= 1);
                break;
            case "backbone":
                File.Copy(model, zip);
                ModelManifest manifest = ModelArchive.Read(zip).Manifest;
                byte[] other = (manifest with { Backbone = manifest.Backbone with { Sha256 = new string('0', 64) } }).ToJson();
                Rewrite(zip, entry => entry.FullName == ModelSchema.ManifestEntry, null, other);
                Rewrite(zip, entry => entry.FullName == ModelSchema.SealEntry, null, Encoding.ASCII.GetBytes(ModelArchive.Hash(other)));
                break;
            case "manifest":
                File.Copy(model, zip);
                Rewrite(zip, entry => entry.FullName == ModelSchema.ManifestEntry, content => content[^4] ^= 1);
                break;
        }
    }

    private static void Rewrite(string zip, Func<ZipArchiveEntry, bool> which, Action<byte[]>? change, byte[]? content = null)
    {
        using ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Update);
        ZipArchiveEntry entry = archive.Entries.Single(which);
        string name = entry.FullName;
        if (content is null)
        {
            using var buffer = new MemoryStream();
            using (Stream old = entry.Open())
            {
                old.CopyTo(buffer);
            }

            content = buffer.ToArray();
        }

        change?.Invoke(content);
        entry.Delete();
        using Stream stream = archive.CreateEntry(name).Open();
        stream.Write(content);
    }

    private static void AssertRefused(CommandLine line, int code, string message)
    {
        Assert.Contains(message, line.Error, StringComparison.Ordinal);
        Assert.Equal(code, line.ExitCode);
        Assert.DoesNotContain("   at ", line.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line.Error, StringComparison.Ordinal);
        Assert.Single(line.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Equal("", line.Output);
    }

    private async Task<string> Refuses(int code, string message, params string[] args)
    {
        string before = folder.Place("runs/20200101T000000Z-abcdef/model.zip");
        File.WriteAllText(before, "an earlier model");
        CommandLine line = await folder.TrainAsync(args);
        AssertRefused(line, code, message);
        Assert.Equal(Path.GetDirectoryName(before), Assert.Single(folder.RunFolders));
        Assert.Equal("an earlier model", File.ReadAllText(before));
        return line.Error;
    }
}
