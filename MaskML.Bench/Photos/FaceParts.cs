using BenchmarkDotNet.Attributes;
using MaskML.Cli.Configuration;
using MaskML.Predict.Imaging;
using MaskML.Train.Data;
using MaskML.Train.Features;

namespace MaskML.Bench.Photos;

/// <summary>The steps for one face, on one thread. Public and not sealed, since BenchmarkDotNet derives from it.</summary>
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

    /// <summary>The configuration. It is static, since BenchmarkDotNet creates instances without arguments.</summary>
    internal static MaskMLConfig Config { get; set; } = new();

    /// <summary>Loads the models and a picture.</summary>
    [GlobalSetup]
    public void Open()
    {
        file = File.ReadAllBytes(Directory.EnumerateFiles(
            Path.Combine(BenchSetup.Repository, "data", "sample"), "*.jpg", SearchOption.AllDirectories)
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

    /// <summary>Decodes the file.</summary>
    [Benchmark(Description = "decode a JPEG")]
    public void Decode() => ImageDecoder.Decode(file).Dispose();

    /// <summary>Crops the picture to the backbone's input size.</summary>
    [Benchmark(Description = "crop")]
    public void Crop() => cropper!.Whole(picture).Dispose();

    /// <summary>Computes the hash that finds near-duplicates.</summary>
    [Benchmark(Description = "fingerprint")]
    public object Similar() => Fingerprint.Of(picture);

    /// <summary>Renders a random view of a crop.</summary>
    [Benchmark(Description = "random view")]
    public void Draw() => Turned.Render(crop).Dispose();

    /// <summary>Writes a crop to the backbone's input tensor.</summary>
    [Benchmark(Description = "tensor")]
    public void Write() => CropTensor.Write(crop, tensor);

    /// <summary>Runs the backbone alone.</summary>
    [Benchmark(Description = PartsBench.Baseline, Baseline = true)]
    public void Run() => backbone!.Run(tensor, 1, features);

    /// <summary>Runs tensor, backbone and head.</summary>
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
