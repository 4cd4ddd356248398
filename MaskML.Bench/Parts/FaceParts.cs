using BenchmarkDotNet.Attributes;
using MaskML.Cli.Configuration;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Train.Data;
using MaskML.Train.Features;
using OpenCvSharp;

namespace MaskML.Bench.Parts;

/// <summary>What happens to one face, in parts, on one thread. Public and open since BenchmarkDotNet derives from it.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class FaceParts : IDisposable
{
    private static readonly View Turned = new(true, 1.1f, 0.05f, 8, 0.02f, -0.02f, 1.1f, 5);

    private byte[] file = [];
    private Mat picture = new();
    private Mat crop = new();
    private float[] tensor = [];
    private float[] features = [];
    private Backbone? backbone;
    private MaskModel? model;
    private Cropper? cropper;

    /// <summary>The configuration; set before the benchmarks run, since they are created without arguments.</summary>
    internal static MaskMLConfig Config { get; set; } = new();

    /// <summary>Opens everything.</summary>
    [GlobalSetup]
    public void Open()
    {
        file = File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(BenchSetup.Repository, "data", "sample"), "*.jpg", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).First());
        backbone = Backbone.Open(Config.Backbone);
        model = MaskModel.Load(Config.Model);
        cropper = new Cropper(backbone.InputSize, Config.Crop.Margin);
        picture = ImageDecoder.Decode(file);
        crop = cropper.Whole(picture);
        tensor = new float[CropTensor.Length(backbone.InputSize)];
        CropTensor.Write(crop, tensor);
        features = new float[backbone.FeatureCount];
    }

    /// <summary>The file's bytes to pixels.</summary>
    [Benchmark(Description = "decode a JPEG")]
    public void Decode() => ImageDecoder.Decode(file).Dispose();

    /// <summary>Pixels to a crop of the backbone's size.</summary>
    [Benchmark(Description = "crop")]
    public void Crop() => cropper!.Whole(picture).Dispose();

    /// <summary>A hash by which similar pictures are found.</summary>
    [Benchmark(Description = "fingerprint")]
    public object Similar() => Fingerprint.Of(picture);

    /// <summary>A random view of a crop.</summary>
    [Benchmark(Description = "random view")]
    public void Draw() => Turned.Render(crop).Dispose();

    /// <summary>A crop to what the backbone takes.</summary>
    [Benchmark(Description = "tensor")]
    public void Write() => CropTensor.Write(crop, tensor);

    /// <summary>The backbone alone.</summary>
    [Benchmark(Description = PartsBench.Baseline, Baseline = true)]
    public void Run() => backbone!.Run(tensor, 1, features);

    /// <summary>Tensor, backbone and head.</summary>
    [Benchmark(Description = "crop to probabilities")]
    public object Score() => model!.Score([crop]);

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        picture.Dispose();
        crop.Dispose();
        backbone?.Dispose();
        model?.Dispose();
        GC.SuppressFinalize(this);
    }
}
