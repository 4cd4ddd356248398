using System.IO.Compression;
using System.Text;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Modeling;

public sealed class ModelArchiveTests : IDisposable
{
    private readonly TinyModel fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Model_is_read_back_with_its_manifest()
    {
        ModelArchive archive = ModelArchive.Read(fixture.Path);
        Assert.Equal([TinyModel.Bright, TinyModel.Dark], archive.Manifest.Labels);
        Assert.Equal(ModelArchive.Hash(File.ReadAllBytes(fixture.Path)), archive.Sha256);
        Assert.Equal(File.ReadAllBytes(TinyModel.BackbonePath), archive.Onnx);
    }

    [Fact]
    public void Missing_model_is_an_error_that_says_how_to_get_one()
    {
        var error = Assert.Throws<InputException>(() => MaskModel.Load(fixture.Path + "x"));
        Assert.Contains("maskml train", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_zip_is_refused()
    {
        File.WriteAllBytes(
            fixture.Path, ZipBytes.Without(File.ReadAllBytes(fixture.Path), ModelSchema.ManifestEntry, ModelSchema.SealEntry));
        Assert.Contains("not a model of MaskML", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(99)]
    public void Truncated_zip_is_refused(int percent)
    {
        byte[] bytes = File.ReadAllBytes(fixture.Path);
        File.WriteAllBytes(fixture.Path, bytes[..(bytes.Length * percent / 100)]);
        Assert.Contains("not a zip, or a damaged one", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_that_inflates_to_gigabytes_is_refused_before_it_is_inflated()
    {
        foreach (string name in new[] { "Model/Zeros", ModelSchema.ManifestEntry })
        {
            byte[] zip = ZipBytes.With(File.ReadAllBytes(fixture.Path), name, 1L << 30);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<InputException>(() => ModelArchive.Parse(zip, "bomb.zip"));
            Assert.Contains("expected at most", error.Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void Manifest_of_megabytes_and_an_entry_that_it_does_not_name_are_refused_before_they_are_inflated()
    {
        byte[] stock = ZipBytes.Without(File.ReadAllBytes(fixture.Path), ModelSchema.ManifestEntry);
        byte[] zip = ZipBytes.With(stock, ModelSchema.ManifestEntry, 10 << 20);
        var error = Assert.Throws<InputException>(() => ModelArchive.Parse(zip, "bomb.zip"));
        Assert.Contains("bytes of a manifest", error.Message, StringComparison.Ordinal);

        zip = ZipBytes.With(File.ReadAllBytes(fixture.Path), "Model/Zeros", 10 << 20);
        error = Assert.Throws<InputException>(() => ModelArchive.Parse(zip, "bomb.zip"));
        Assert.Contains("Model/Zeros is not what the manifest says", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_that_inflates_to_more_than_it_declares_is_refused()
    {
        byte[] stock = ZipBytes.Without(File.ReadAllBytes(fixture.Path), ModelSchema.ManifestEntry, ModelSchema.SealEntry);
        byte[] zip = ZipBytes.With(stock, "Model/Zeros", 3 << 20);
        byte[] size = BitConverter.GetBytes(3 << 20);
        for (int at; (at = zip.AsSpan().IndexOf(size)) >= 0;)
        {
            zip[at + 2]--; // 1 MB less.
        }

        Assert.Throws<InputException>(() => ModelArchive.TryParse(zip, "liar.zip"));
    }

    [Fact]
    public void Text_is_refused()
    {
        File.WriteAllText(fixture.Path, "no zip");
        Assert.Contains("not a zip", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Flipped_byte_in_the_content_of_any_entry_is_refused()
    {
        foreach (string name in EntryNames())
        {
            using var changed = new TinyModel();
            Rewrite(changed.Path, name, content => content[content.Length / 2] ^= 1);
            string message = Assert.Throws<InputException>(() => MaskModel.Load(changed.Path)).Message;
            Assert.Contains(name, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Flipped_byte_anywhere_in_the_file_never_changes_scores()
    {
        byte[] bytes = File.ReadAllBytes(fixture.Path);
        string original = ModelArchive.Read(fixture.Path).Sha256;
        var random = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(fixture.Path, changed);
            try
            {
                // A byte of the zip's own metadata, such as a time, may change; the content may not.
                ModelArchive archive = ModelArchive.Read(fixture.Path);
                Assert.NotEqual(original, archive.Sha256);
                Assert.Equal(File.ReadAllBytes(TinyModel.BackbonePath), archive.Onnx);
            }
            catch (InputException e)
            {
                Assert.StartsWith(fixture.Path, e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Manifest_that_names_another_backbone_is_refused()
    {
        ModelManifest manifest = ModelArchive.Read(fixture.Path).Manifest;
        ModelManifest other = manifest with { Backbone = manifest.Backbone with { Sha256 = new string('0', 64) } };
        Replace(fixture.Path, ModelSchema.ManifestEntry, other.ToJson());
        Replace(fixture.Path, ModelSchema.SealEntry, Encoding.ASCII.GetBytes(ModelArchive.Hash(other.ToJson())));
        string message = Refusal();
        Assert.Contains(manifest.Backbone.Sha256, message, StringComparison.Ordinal);
        Assert.Contains(other.Backbone.Sha256, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flipped_byte_in_the_stored_bytes_of_any_entry_is_refused()
    {
        foreach ((string entry, byte[] bytes) in ZipFlips.EachEntry(File.ReadAllBytes(fixture.Path)))
        {
            Assert.True(Record.Exception(() => ModelArchive.Parse(bytes, "m")) is InputException, entry);
        }
    }

    [Fact]
    public void Model_written_before_the_seal_existed_is_still_read()
    {
        ModelManifest old = ModelArchive.Read(fixture.Path).Manifest with { FormatVersion = 1 };
        Replace(fixture.Path, ModelSchema.ManifestEntry, old.ToJson());
        File.WriteAllBytes(fixture.Path, ZipBytes.Without(File.ReadAllBytes(fixture.Path), ModelSchema.SealEntry));
        Assert.Equal(1, ModelArchive.Read(fixture.Path).Manifest.FormatVersion);
    }

    [Theory]
    [InlineData(ModelSchema.ManifestEntry)]
    [InlineData(ModelSchema.SealEntry)]
    public void Zip_without_manifest_or_seal_is_refused(string entry)
    {
        File.WriteAllBytes(fixture.Path, ZipBytes.Without(File.ReadAllBytes(fixture.Path), entry));
        Assert.Contains(entry, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_with_a_missing_or_additional_entry_is_refused()
    {
        using (ZipArchive zip = ZipFile.Open(fixture.Path, ZipArchiveMode.Update))
        {
            zip.CreateEntry("smuggled").Open().Dispose();
        }

        Assert.Contains("smuggled", Refusal(), StringComparison.Ordinal);

        using var other = new TinyModel();
        using (ZipArchive zip = ZipFile.Open(other.Path, ZipArchiveMode.Update))
        {
            zip.Entries.First(entry => entry.FullName != ModelSchema.ManifestEntry && entry.Name != "OnnxModel").Delete();
        }

        Assert.Contains("missing", Assert.Throws<InputException>(() => MaskModel.Load(other.Path)).Message, StringComparison.Ordinal);
    }

    private string Refusal()
    {
        string message = Assert.Throws<InputException>(() => MaskModel.Load(fixture.Path)).Message;
        Assert.StartsWith(fixture.Path, message, StringComparison.Ordinal);
        return message;
    }

    private List<string> EntryNames()
    {
        using ZipArchive zip = ZipFile.OpenRead(fixture.Path);
        return [.. zip.Entries.Where(entry => entry.Length > 0).Select(entry => entry.FullName)];
    }

    // Written again, so that the checksum of the zip is right and only our hash finds the change.
    private static void Rewrite(string path, string name, Action<byte[]> change)
    {
        byte[] content;
        using (ZipArchive zip = ZipFile.OpenRead(path))
        using (Stream stream = zip.GetEntry(name)!.Open())
        using (var buffer = new MemoryStream())
        {
            stream.CopyTo(buffer);
            content = buffer.ToArray();
        }

        change(content);
        Replace(path, name, content);
    }

    private static void Replace(string path, string name, byte[] content)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Update);
        zip.GetEntry(name)!.Delete();
        using Stream stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }
}
