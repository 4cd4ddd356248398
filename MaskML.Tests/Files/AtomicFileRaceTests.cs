using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

public sealed class AtomicFileRaceTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Writers_in_one_folder_do_not_delete_each_others_files()
    {
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            AtomicFile.WriteText(folder.File(FormattableString.Invariant($"{i % 40}.txt")), "whole"));
        string[] files = Directory.GetFiles(folder.Path);
        Assert.Equal(40, files.Length);
        Assert.All(files, file => Assert.Equal("whole", File.ReadAllText(file)));
    }
}
