using FsCheck.Xunit;
using MaskML.Tests.Support;
using MaskML.Video.Sources;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class VideoContainerTests : IDisposable
{
    private static readonly int[] Levels = [.. Enumerable.Repeat(120, 12)];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.mp4", "mp4v")]
    [InlineData("a.mov", "mp4v")]
    [InlineData("a.avi", "MJPG")]
    [InlineData("a.mkv", "mp4v")]
    public void File_is_cut_off_wherever_it_is_cut_and_complete_otherwise(string name, string codec)
    {
        byte[] bytes = File.ReadAllBytes(Clip.Noise(folder.File(name), Levels, codec));
        Assert.False(IsCutOff(bytes));
        for (double keep = 0.2; keep < 1; keep += 0.1)
        {
            Assert.True(IsCutOff(bytes[..(int)(bytes.Length * keep)]));
        }

        Assert.True(IsCutOff(bytes[..^1]));
    }

    [Property]
    public bool Any_bytes_are_read_without_an_exception(byte[] bytes, byte format)
    {
        byte[][] heads = ["RIFF"u8.ToArray(), [0, 0, 0, 16, .. "ftyp"u8], [0x1A, 0x45, 0xDF, 0xA3], []];
        IsCutOff([.. heads[format % heads.Length], .. bytes]);
        return true;
    }

    [Fact]
    public void File_of_an_unknown_format_counts_as_complete() => Assert.False(IsCutOff("no video at all, but some text"u8.ToArray()));

    private static bool IsCutOff(byte[] bytes) => VideoContainer.IsCutOff(new MemoryStream(bytes));
}
