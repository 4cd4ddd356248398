using System.Collections.Concurrent;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using OpenCvSharp;

namespace MaskML.Tests.Data;

/// <summary>A temporary folder with drawn pictures, a cache in memory and a silent progress reporter.</summary>
public sealed class DataFixture : IDisposable, IContentCache, IProgressReporter
{
    private readonly ConcurrentDictionary<string, byte[]> entries = new(StringComparer.Ordinal);

    private long steps;

    public DataFixture() => Root = Directory.CreateTempSubdirectory("maskml-data-").FullName;

    public string Root { get; }

    public string PhaseName { get; private set; } = "";

    public long Steps => steps;

    /// <summary>A picture of random ellipses, a different one for each seed.</summary>
    public static Mat Draw(int seed, int width = 96, int height = 96)
    {
        var random = new Random(seed);
        var picture = new Mat(height, width, MatType.CV_8UC3, Colour());
        for (int i = 0; i < 25; i++)
        {
            var centre = new Point(random.Next(width), random.Next(height));
            var axes = new Size(random.Next(3, Math.Max(4, width / 4)), random.Next(3, Math.Max(4, height / 4)));
            Cv2.Ellipse(picture, centre, axes, random.Next(180), 0, 360, Colour(), -1);
        }

        return picture;

        Scalar Colour() => new(random.Next(256), random.Next(256), random.Next(256));
    }

    public static byte[] Encode(Mat picture, string extension = ".png", params ImageEncodingParam[] options)
    {
        Cv2.ImEncode(extension, picture, out byte[] bytes, options);
        return bytes;
    }

    public string Write(string relative, byte[] bytes)
    {
        string path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Write(string relative, string text) => Write(relative, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes <paramref name="count"/> different pictures into a folder.</summary>
    public void Pictures(string folder, int count, int seed)
    {
        for (int i = 0; i < count; i++)
        {
            using Mat picture = Draw(seed + i);
            Write($"{folder}/{i:000}.png", Encode(picture));
        }
    }

    public bool Contains(ReadOnlySpan<byte> key) => entries.ContainsKey(Convert.ToHexString(key));

    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> payload)
    {
        bool found = entries.TryGetValue(Convert.ToHexString(key), out byte[]? entry);
        entry?.CopyTo(payload);
        return found;
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> payload) => entries[Convert.ToHexString(key)] = payload.ToArray();

    public IProgressPhase Begin(string name, long total)
    {
        PhaseName = name;
        return new Phase(this);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private sealed class Phase(DataFixture owner) : IProgressPhase
    {
        public void Advance(long steps = 1) => Interlocked.Add(ref owner.steps, steps);

        public void Dispose()
        {
        }
    }
}
