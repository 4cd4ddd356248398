using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using MaskML.Bench.Videos;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Serve.Review;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Review;

/// <summary>Measures by how many bits hashes of crops differ: of other people, of the next frames of a video, compressed again.</summary>
public sealed class NearCropsTests
{
    // As many as a review keeps by default.
    private const int Crops = 5000;
    private const int VideoFrames = 2000;
    private const int FramesPerPhoto = 100;
    private const int Second = 25;
    private const double SameFace = 0.5;

    private static readonly string[] Sources = ["street-cn", "shop-crowd", "chin-mask", "group-photos", "wider-val"];
    private static readonly int[] Limits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    private static readonly int[] Lags = [1, 5, Second];
    private static readonly int[] Qualities = [90, 70, 50];

    /// <summary>Chose <see cref="ReviewStore.Near"/>.</summary>
    [Fact(Explicit = true)]
    [Trait("Kind", "real-data")]
    public void Limit_keeps_nearly_all_other_faces_and_drops_most_next_frames()
    {
        using MaskModel model = MaskModel.Load(Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"));
        var table = new StringBuilder("bits: " + string.Join("  ", Limits.Select(limit => $"{limit,6}")) + "\n");
        (Mat Crop, ulong Hash)[] faces = [.. Faces(model.Cropper)];
        int[] groups = DuplicateFinder.Find(
            [.. faces.Select((_, i) => (ReadOnlyMemory<byte>)SHA256.HashData(BitConverter.GetBytes(i)))],
            [.. faces.Select(face => Fingerprint.Of(face.Crop))]);
        int[] nearest = [.. Enumerable.Range(0, faces.Length).AsParallel().AsOrdered().Select(i => Enumerable.Range(0, faces.Length)
            .Where(other => groups[other] != groups[i]).Min(other => BitOperations.PopCount(faces[i].Hash ^ faces[other].Hash)))];
        Write($"{faces.Length} faces: another of them is as near", nearest);
        foreach (int quality in Qualities)
        {
            Write($"compressed again at {quality}", faces.Select(face => Distance(face.Hash, Recompressed(face.Crop, quality))));
        }

        ILookup<int, int> frames = Frames(model).ToLookup(pair => pair.Lag, pair => pair.Bits);
        foreach (int lag in Lags)
        {
            Write($"{lag} frames later", frames[lag]);
        }

        foreach ((Mat crop, _) in faces)
        {
            crop.Dispose();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.InRange(nearest.Count(bits => bits <= ReviewStore.Near) / (double)nearest.Length, 0, 0.01);

        void Write(string what, IEnumerable<int> bits)
        {
            int[] all = [.. bits];
            IEnumerable<string> shares = Limits.Select(limit => string.Create(
                CultureInfo.InvariantCulture, $"{100.0 * all.Count(one => one <= limit) / all.Length,6:0.00}"));
            table.AppendLine(CultureInfo.InvariantCulture, $"{string.Join("  ", shares)}  % {what} ({all.Length})");
        }
    }

    private static int Distance(ulong one, ulong other) => BitOperations.PopCount(one ^ other);

    private static ulong Hash(Mat crop) => new Candidate(
        crop, crop, new ReviewCrop("", default, "", null, "", 0, new Dictionary<string, float>(), "", "", 0)).Hashed().Hash;

    private static ulong Recompressed(Mat crop, int quality)
    {
        using Mat again = Cv2.ImDecode(crop.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, quality)), ImreadModes.Color);
        return Hash(again);
    }

    // Marked faces of real photos, drawn at random.
    private static IEnumerable<(Mat Crop, ulong Hash)> Faces(Cropper cropper)
    {
        int smallest = new PredictOptions().MinFace;
        var random = new Random(1);
        var faces = Sources.Select(source => SharedData.Need("data/" + source))
            .SelectMany(source => AnnotationFile.Read(Path.Combine(source, AnnotationFile.Name))
                .SelectMany(photo => photo.Faces.Select(face => (Path: photo.PathIn(source), face.Box))))
            .Where(face => Math.Max(face.Box.Width, face.Box.Height) >= smallest)
            .OrderBy(_ => random.Next()).Take(Crops);
        foreach (var photo in faces.GroupBy(face => face.Path))
        {
            using Mat picture = ImageDecoder.Read(photo.Key);
            foreach (Rect box in photo.Select(face => face.Box & new Rect(0, 0, picture.Width, picture.Height)))
            {
                Mat crop = cropper.Face(picture, box);
                yield return (crop, Hash(crop));
            }
        }
    }

    // The faces that the detector finds in a video which pans and zooms over photos, at the same place some frames later.
    private static IEnumerable<(int Lag, int Bits)> Frames(MaskModel model)
    {
        using var folder = new TempFolder();
        string clip = folder.File("clip.mp4");
        string[] photos = [.. Directory.EnumerateFiles(SharedData.Need("data/street-cn/photos")).Order(StringComparer.Ordinal)];
        PannedClip.Write(clip, photos, VideoFrames);
        using IFaceDetector detector = FaceDetectors.Create(MaskNetFaceDetector.DetectorName, new DetectorOptions());
        var pipeline = new FacePipeline(model, detector, new PredictOptions());
        using var capture = new VideoCapture(clip, VideoCaptureAPIs.FFMPEG);
        var tracks = new List<(Rect Box, List<ulong> Hashes)>();
        using var frame = new Mat();
        for (int number = 0; capture.Read(frame); number++)
        {
            var next = new List<(Rect, List<ulong>)>();
            foreach (LabelledFace face in pipeline.Run(frame, 100, CancellationToken.None).Faces)
            {
                Rect box = face.Face.Box;
                List<ulong> hashes = tracks.FirstOrDefault(track => Overlap(track.Box, box) >= SameFace).Hashes ?? [];
                using Mat crop = model.Cropper.Face(frame, box);
                hashes.Add(Hash(crop));
                next.Add((box, hashes));
                foreach (int lag in Lags.Where(lag => lag < hashes.Count))
                {
                    yield return (lag, Distance(hashes[^1], hashes[^(lag + 1)]));
                }
            }

            tracks = (number + 1) % FramesPerPhoto == 0 ? [] : next;
        }
    }

    private static double Overlap(Rect one, Rect other)
    {
        Rect both = one & other;
        double shared = (double)both.Width * both.Height;
        return shared / (((double)one.Width * one.Height) + ((double)other.Width * other.Height) - shared);
    }
}
