using MaskML.Predict.Imaging;

namespace MaskML.Bench.Videos;

/// <summary>Writes a video that pans and zooms over photos: moving real faces, the same on every machine.</summary>
internal static class PannedClip
{
    public const double FramesPerSecond = 25;

    private const int FramesPerPhoto = 100;
    private const double Zoom = 0.35;

    /// <summary>Size of the frames.</summary>
    public static Size Size { get; } = new(1280, 720);

    /// <summary>Writes the video.</summary>
    /// <param name="path">The MP4 file.</param>
    /// <param name="photos">The photos; as many as needed are used, evenly spaced.</param>
    /// <param name="frames">Number of frames.</param>
    public static void Write(string path, IReadOnlyList<string> photos, int frames)
    {
        using var writer = new VideoWriter(path, VideoCaptureAPIs.FFMPEG, VideoWriter.FourCC('m', 'p', '4', 'v'), FramesPerSecond, Size);
        int wanted = (frames + FramesPerPhoto - 1) / FramesPerPhoto;
        using var frame = new Mat();
        for (int i = 0; i < wanted; i++)
        {
            using Mat photo = ImageDecoder.Read(photos[(int)((long)i * photos.Count / wanted)]);
            for (int at = 0; at < FramesPerPhoto && (i * FramesPerPhoto) + at < frames; at++)
            {
                Render(photo, (double)at / FramesPerPhoto, frame);
                writer.Write(frame);
            }
        }
    }

    // The view moves once around a circle while it zooms in and out.
    private static void Render(Mat photo, double share, Mat frame)
    {
        double zoom = 1 + (Zoom * Math.Sin(share * Math.PI));
        double scale = zoom * Math.Max((double)Size.Width / photo.Width, (double)Size.Height / photo.Height);
        double x = (photo.Width - (Size.Width / scale)) * (0.5 + (0.5 * Math.Sin(share * 2 * Math.PI)));
        double y = (photo.Height - (Size.Height / scale)) * (0.5 + (0.5 * Math.Cos(share * 2 * Math.PI)));
        using var map = new Mat(2, 3, MatType.CV_64FC1);
        double[] values = [scale, 0, -x * scale, 0, scale, -y * scale];
        map.SetArray(values);
        Cv2.WarpAffine(photo, frame, map, Size);
    }
}
