using MaskML.Synth;
using OpenCvSharp;

namespace MaskML.Tests.Support;

/// <summary>Video files made for a test.</summary>
internal static class Clip
{
    public const double FramesPerSecond = 25;

    /// <summary>Writes frames of noise around levels of grey; <see cref="TinyModel"/> labels bright ones as masks.</summary>
    public static string Noise(string path, IEnumerable<int> levels, string codec = "mp4v", int size = 64) =>
        Write(path, levels.Select((level, i) => TinyModel.Noise(level, i, size)), codec);

    /// <summary>One frame of noise.</summary>
    public static byte[] Jpeg(int level, int size = 64)
    {
        using Mat picture = TinyModel.Noise(level, 1, size);
        return picture.ImEncode(".jpg");
    }

    /// <summary>Writes a video that repeats one frame of noise.</summary>
    public static string Still(string path, int frames, int level, int size)
    {
        using Mat picture = TinyModel.Noise(level, 1, size);
        return Write(path, Enumerable.Range(0, frames).Select(_ => picture.Clone()), "MJPG");
    }

    /// <summary>Writes a video that pans over a drawn scene.</summary>
    public static string Scene(string path, int frames, int seed = 3, int width = 480, int height = 360)
    {
        using Scene scene = SceneRenderer.Render(seed, width + frames, height);
        return Write(path, Enumerable.Range(0, frames).Select(i => new Mat(scene.Photo, new Rect(i, 0, width, height)).Clone()), "mp4v");
    }

    /// <summary>Reads every frame of a video; the caller owns them.</summary>
    public static IReadOnlyList<Mat> Read(string path)
    {
        using var capture = new VideoCapture(path, VideoCaptureAPIs.FFMPEG);
        var frames = new List<Mat>();
        for (var frame = new Mat(); capture.Read(frame); frame = new Mat())
        {
            frames.Add(frame);
        }

        return frames;
    }

    /// <summary>Cuts bytes off the end of a file.</summary>
    public static void Cut(string path, double keep)
    {
        using FileStream stream = File.OpenWrite(path);
        stream.SetLength((long)(stream.Length * keep));
    }

    private static string Write(string path, IEnumerable<Mat> frames, string codec)
    {
        VideoWriter? writer = null;
        foreach (Mat frame in frames)
        {
            writer ??= new VideoWriter(
                path, VideoCaptureAPIs.FFMPEG, VideoWriter.FourCC(codec[0], codec[1], codec[2], codec[3]), FramesPerSecond, frame.Size());
            writer.Write(frame);
            frame.Dispose();
        }

        writer!.Dispose();
        return path;
    }
}
