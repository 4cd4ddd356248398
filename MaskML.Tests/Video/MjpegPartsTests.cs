using System.Text;
using FsCheck.Xunit;
using MaskML.Predict.Errors;
using MaskML.Video.Sources;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class MjpegPartsTests
{
    [Property(MaxTest = 60)]
    public bool Parts_are_read_correctly_however_the_network_splits_them(int seed)
    {
        var random = new Random(seed);
        byte[][] parts = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Bytes(random, random.Next(1, 200000)))];
        using var stream = new DribblingStream(Encode(parts, "frame", length: random.Next(2) == 0), random);
        List<byte[]> read = Read(stream, "frame");
        return read.Count == parts.Length && read.Zip(parts).All(pair => pair.First.SequenceEqual(pair.Second));
    }

    [Theory]
    [InlineData("frame")]
    [InlineData("--frame")]
    [InlineData("\"frame\"")]
    public void Boundary_can_have_dashes_and_quotes(string boundary)
    {
        byte[][] parts = [[1, 2, 3], [4]];
        Assert.Equal(parts, Read(new MemoryStream(Encode(parts, "frame", length: true)), boundary));
    }

    [Fact]
    public void Incomplete_last_part_is_dropped() =>
        Assert.Single(Read(new MemoryStream(Encode([[1, 2, 3], [4, 5, 6, 7]], "frame", length: true)[..^15]), "frame"));

    [Fact]
    public void Part_longer_than_the_limit_is_refused()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("--frame\r\nContent-Length: 2000000000\r\n\r\nabc");
        Assert.Contains(
            "MB", Assert.Throws<InputException>(() => Read(new MemoryStream(bytes), "frame")).Message, StringComparison.Ordinal);
    }

    [Property]
    public bool Any_bytes_are_read_without_an_exception(byte[] bytes)
    {
        Read(new MemoryStream([.. "--x\r\n"u8, .. bytes, .. "\r\n\r\n--x"u8, .. bytes]), "x");
        return true;
    }

    private static byte[] Encode(byte[][] parts, string boundary, bool length)
    {
        using var stream = new MemoryStream();
        foreach (byte[] part in parts)
        {
            string told = length ? FormattableString.Invariant($"content-length: {part.Length}\r\n") : "";
            stream.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}\r\nContent-Type: image/jpeg\r\n{told}\r\n"));
            stream.Write(part);
        }

        stream.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"));
        return stream.ToArray();
    }

    private static List<byte[]> Read(Stream stream, string boundary)
    {
        var reader = new MjpegParts(stream, boundary);
        var parts = new List<byte[]>();
        while (reader.NextAsync(CancellationToken.None).GetAwaiter().GetResult() is { } part)
        {
            parts.Add(part);
        }

        return parts;
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Returns a random number of bytes per read.</summary>
    private sealed class DribblingStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 50000))], cancellationToken);
    }
}
