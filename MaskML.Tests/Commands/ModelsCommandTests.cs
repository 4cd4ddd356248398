using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MaskML.Cli.Catalogue;
using MaskML.Predict.Errors;
using MaskML.Tests.Catalogue;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task List_has_licence_hash_and_path_of_each_model()
    {
        CommandLine line = await CommandLine.RunAsync("models");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.All(ModelCatalogue.All, model =>
        {
            string what = Regex.Escape($"{model.What} ({model.Licence})");
            Assert.Matches($"(?m)^{Regex.Escape(model.Name)} {{2,}}{what}$", line.Output);
        });
        string masknet = Path.Combine(RepositoryFolder.Root, "data", "models", "masknet.onnx");
        Assert.Contains($"present  {masknet}", line.Output, StringComparison.Ordinal);
        Assert.Contains(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(masknet))) + " (as published)",
            line.Output,
            StringComparison.Ordinal);
        Assert.Contains("Looked for in", line.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configured_file_is_listed_and_a_missing_one_with_advice()
    {
        string own = folder.File("own.onnx");
        File.WriteAllText(own, "another model");
        CommandLine there = await CommandLine.RunAsync("models", "--set", "yunet.model=" + own);
        Assert.Contains($"present  {own}", there.Output, StringComparison.Ordinal);
        Assert.Contains($"(published: {ModelCatalogue.YuNet.Sha256})", there.Output, StringComparison.Ordinal);
        CommandLine gone = await CommandLine.RunAsync("models", "--set", "yunet.model=" + folder.File("gone.onnx"));
        Assert.Contains(
            "missing  face_detection_yunet_2023mar.onnx. Get it with `maskml models pull yunet`.", gone.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public async Task Pull_downloads_YuNet_from_a_mirror()
    {
        byte[] yunet = File.ReadAllBytes(SharedData.Need("models/" + ModelCatalogue.YuNet.FileName));
        using var server = new FileServer(yunet, new FileServer.Answer { BreakAfter = 1000 }, new FileServer.Answer());
        CommandLine line =
            await CommandLine.RunAsync("models", "pull", "yunet", "--from", server.Url.ToString(), "--to", folder.File("models"));
        Assert.Equal("", line.Error.Contains("error", StringComparison.Ordinal) ? line.Error : "");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Equal($"yunet: {folder.File("models/" + ModelCatalogue.YuNet.FileName)}", Assert.Single(line.Lines));
        Assert.Equal(yunet, File.ReadAllBytes(folder.File("models/" + ModelCatalogue.YuNet.FileName)));
    }

    [Theory]
    [InlineData("dlib", "dlib", "models", "pull", "dlib")]
    [InlineData("apt-get install opencv-data", "haar", "models", "pull", "haar")]
    [InlineData("comes with MaskML", "masknet", "models", "pull", "masknet")]
    [InlineData("expected an http or https URL", "ftp", "models", "pull", "yunet", "--from", "ftp://a/b")]
    public async Task Wrong_arguments_are_explained_and_return_2(string message, string about, params string[] args)
    {
        CommandLine line = await CommandLine.RunAsync(args);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains(message, line.Error, StringComparison.Ordinal);
        Assert.Contains(about, line.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Pinned_hash_and_length_are_those_of_the_file()
    {
        byte[] yunet = File.ReadAllBytes(SharedData.Need("models/" + ModelCatalogue.YuNet.FileName));
        Assert.Equal(ModelCatalogue.YuNet.Bytes, yunet.Length);
        Assert.Equal(ModelCatalogue.YuNet.Sha256, Convert.ToHexStringLower(SHA256.HashData(yunet)));
    }
}
