using System.Security.Cryptography;
using MaskML.Cli.Catalogue;
using MaskML.Predict.Errors;
using MaskML.Predict.Progress;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Catalogue;

/// <summary>Model files that are made from something else, not downloaded.</summary>
public sealed class ModelMakingTests : IDisposable
{
    private static readonly byte[] Right = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];

    private readonly TempFolder folder = new();
    private readonly HttpClient http = new();

    private string Target => Path.Combine(folder.Path, "m.onnx");

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Model_that_is_made_is_checked_and_published()
    {
        Assert.Equal(Target, await MakeAsync(Right));
        Assert.Equal(Right, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Model_that_is_made_from_something_else_is_refused()
    {
        InputException e = await Assert.ThrowsAsync<InputException>(() => MakeAsync([.. Right, 0]));
        Assert.Contains("another SHA-256", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private Task<string> MakeAsync(byte[] made)
    {
        var model = new KnownModel("m", "m.onnx", "a model", "MIT", "")
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Right)),
            Bytes = Right.Length,
            MakeAsync = async (_, stream, cancellationToken) => await stream.WriteAsync(made, cancellationToken),
        };
        return new ModelPull(http, new DownloadOptions(), NullProgress.Instance).RunAsync(model, [], folder.Path, CancellationToken.None);
    }
}
