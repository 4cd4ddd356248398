using MaskML.Cli.Configuration;
using MaskML.Predict.Progress;
using MaskML.Tests.Support;
using MaskML.Train.Audit;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Audit;

/// <summary>
/// The drawn faces of the sample set, split, with every fault planted that an audit looks for; audited once for all tests.
/// </summary>
public sealed class PlantedFaults : IDisposable
{
    private readonly TempFolder folder = new();

    public PlantedFaults()
    {
        foreach (string label in new[] { "with_mask", "without_mask" })
        {
            foreach (
                (int i, string file) in Directory.GetFiles(
                    Path.Combine(SampleRun.Data, label)).Order(StringComparer.Ordinal).Take(100).Index())
            {
                string split = i < 70 ? "Train" : i < 85 ? "Val" : "Test";
                File.Copy(file, folder.File($"data/{split}/{label}/{Path.GetFileName(file)}"));
            }
        }

        PlantCopies();
        PlantFlips();
        File.WriteAllText(folder.File("data/Train/with_mask/text.jpg"), "no picture");
        using var blank = new Mat(96, 96, MatType.CV_8UC3, new Scalar(90, 90, 90));
        Cv2.ImWrite(folder.File("data/Train/without_mask/blank.png"), blank);
        using var tiny = Cv2.ImRead(At("Train/without_mask/00003.jpg"));
        Cv2.Resize(tiny, tiny, new Size(9, 9), 0, 0, InterpolationFlags.Area);
        Cv2.ImWrite(folder.File("data/Train/without_mask/tiny.png"), tiny);
        (Report, Data) = Audit();
    }

    /// <summary>Names of the images whose label was changed.</summary>
    public IReadOnlyList<string> Flipped { get; private set; } = [];

    public string Folder => Path.Combine(folder.Path, "data");

    public string Cache => Path.Combine(folder.Path, "cache");

    internal AuditReport Report { get; }

    internal AuditData Data { get; }

    public void Dispose() => folder.Dispose();

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Audits the folder.</summary>
    internal (AuditReport Report, AuditData Data) Audit(params string[] sets)
    {
        LoadedConfig loaded = ConfigLoader.Load(
            null,
            new Dictionary<string, string>(),
            [
                $"data.sources={Folder}",
                $"cache.directory={Cache}",
                $"backbone={Path.Combine(RepositoryFolder.Root, "data", "models", "masknet.onnx")}",
                .. sets,
            ]);
        return new AuditRun(loaded.Training, 0.95, NullProgress.Instance, _ => Assert.Fail("No warning was expected.")).Run(default);
    }

    private void PlantCopies()
    {
        // Byte-identical across splits, and within one.
        File.Copy(At("Train/with_mask/00000.jpg"), At("Test/with_mask/leak.jpg"));
        File.Copy(At("Train/with_mask/00002.jpg"), At("Val/with_mask/leak.jpg"));
        File.Copy(At("Train/with_mask/00004.jpg"), At("Train/with_mask/copy.jpg"));

        // Compressed again across splits; cropped a little within one.
        using Mat near = Cv2.ImRead(At("Train/without_mask/00005.jpg"));
        Cv2.ImWrite(At("Test/without_mask/near.jpg"), near, new ImageEncodingParam(ImwriteFlags.JpegQuality, 55));
        using Mat whole = Cv2.ImRead(At("Train/without_mask/00007.jpg"));
        using var part = new Mat(whole, new Rect(1, 1, whole.Width - 2, whole.Height - 2));
        Cv2.ImWrite(At("Train/without_mask/cropped.png"), part);

        // The same picture under two labels.
        File.Copy(At("Train/without_mask/00009.jpg"), At("Train/with_mask/conflict.jpg"));
    }

    private void PlantFlips()
    {
        string[] masked = ["00020", "00040", "00060"];
        string[] bare = ["00021", "00041"];
        foreach (string name in masked)
        {
            File.Move(At($"Train/with_mask/{name}.jpg"), At($"Train/without_mask/{name}.jpg"));
        }

        foreach (string name in bare)
        {
            File.Move(At($"Train/without_mask/{name}.jpg"), At($"Train/with_mask/{name}.jpg"));
        }

        Flipped = [.. masked.Select(name => $"Train/without_mask/{name}.jpg"), .. bare.Select(name => $"Train/with_mask/{name}.jpg")];
    }
}
