using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MaskML.Predict.Imaging;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Features;

namespace MaskML.Train.Audit;

/// <summary>
/// Measures samples on all cores, with one decoded picture for each core at a time. Files whose statistics the cache holds are not read.
/// </summary>
/// <param name="crops">Cuts the crops.</param>
/// <param name="cache">Stores results between runs; its payloads have <see cref="PayloadBytes"/> bytes.</param>
/// <param name="progress">Receives the progress of the phase <c>measure</c>.</param>
/// <param name="decoded">Called on worker threads with each picture that is decoded.</param>
internal sealed class StatisticsReader(
    CropSource crops, IContentCache cache, IProgressReporter progress, Action<InspectedFile, Mat> decoded)
{
    /// <summary>Length of the payloads in the cache.</summary>
    public static readonly int PayloadBytes = Unsafe.SizeOf<SampleStatistics>();

    private static readonly string[] Formats = ["JPEG", "PNG", "BMP", "WebP"];

    // Part of the key: change it whenever something is measured differently.
    private static readonly byte[] Version = "statistics 1"u8.ToArray();

    /// <summary>Opens the cache of statistics.</summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    public static ContentCache OpenCache(string? root) => ContentCache.Open(root, "statistics", PayloadBytes);

    /// <summary>Measures all samples.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>The statistics in the order of the samples.</returns>
    /// <exception cref="ImageException">A file has changed since it was inspected and can no longer be decoded.</exception>
    public SampleStatistics[] Read(AuditData data, CancellationToken cancellationToken)
    {
        int[] first = new int[data.Files.Count + 1];
        for (int i = 0; i < data.Files.Count; i++)
        {
            first[i + 1] = first[i] + data.Files[i].Targets.Count;
        }

        var results = new SampleStatistics[data.Samples.Count];
        using IProgressPhase phase = progress.Begin("measure", data.Files.Count);
        AllCores.For(
            data.Files.Count,
            i =>
            {
                int count = data.Files[i].Targets.Count;
                Sample[] samples = [.. Enumerable.Range(first[i], count).Select(at => data.Samples[at])];
                Read(data.Files[i], samples, results.AsSpan(first[i], count));
                phase.Advance();
            },
            cancellationToken);
        return results;
    }

    private void Read(InspectedFile file, Sample[] samples, Span<SampleStatistics> results)
    {
        byte[][] keys = [.. samples.Select(sample => SHA256.HashData([.. crops.Key(sample), .. Version]))];
        bool known = true;
        for (int i = 0; i < samples.Length; i++)
        {
            known &= cache.TryGet(keys[i], MemoryMarshal.AsBytes(results.Slice(i, 1)));
        }

        if (known)
        {
            return;
        }

        (byte[] bytes, Mat picture) = crops.Open(file.File);
        using (picture)
        {
            decoded(file, picture);
            for (int i = 0; i < samples.Length; i++)
            {
                using Mat crop = crops.Cut(picture, samples[i].Box);
                results[i] = Measure(bytes, samples[i], crop);
                cache.Add(keys[i], MemoryMarshal.AsBytes(results.Slice(i, 1)));
            }
        }
    }

    private static SampleStatistics Measure(byte[] bytes, Sample sample, Mat crop)
    {
        (int? luminance, int? chrominance) = JpegQuality.Estimate(bytes);
        int format = Array.IndexOf(Formats, ImageFormat.Of(bytes));
        Cv2.MeanStdDev(crop, out Scalar mean, out Scalar spread);
        using var hsv = new Mat();
        Cv2.CvtColor(crop, hsv, ColorConversionCodes.BGR2HSV);
        Cv2.MeanStdDev(hsv, out Scalar hsvMean, out Scalar hsvSpread);
        return new SampleStatistics(
            bytes.Length,
            sample.Width,
            sample.Height,
            sample.Box?.Width ?? sample.Width,
            sample.Box?.Height ?? sample.Height,
            format < 0 ? Formats.Length : format,
            luminance ?? 0,
            chrominance ?? 0,
            (float)mean.Val0,
            (float)mean.Val1,
            (float)mean.Val2,
            (float)spread.Val0,
            (float)spread.Val1,
            (float)spread.Val2,
            (float)hsvMean.Val1,
            (float)hsvSpread.Val1,
            Sharpness(crop));
    }

    private static float Sharpness(Mat crop)
    {
        using var grey = new Mat();
        Cv2.CvtColor(crop, grey, ColorConversionCodes.BGR2GRAY);
        using var edges = new Mat();
        Cv2.Laplacian(grey, edges, MatType.CV_32F);
        Cv2.MeanStdDev(edges, out _, out Scalar spread);
        return (float)(spread.Val0 * spread.Val0);
    }
}
