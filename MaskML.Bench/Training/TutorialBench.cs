using MaskML.Bench.Networks;
using MaskML.Predict.Imaging;
using MaskML.Train.Features;

namespace MaskML.Bench.Training;

/// <summary>
/// Compares a training with the recipe of the tutorial, a frozen VGG19 that processes every image in each of 20 epochs, estimated from
/// measured passes, and with a head on ImageNet features.
/// </summary>
internal sealed class TutorialBench : IBench
{
    private const string Ours = "MaskML, cold";
    private const string Measure = "time";
    private const int Epochs = 20;
    private const int PrintedSteps = 9;
    private const int Batch = FeatureExtractor.DefaultBatchSize;

    /// <inheritdoc/>
    public string Name => "tutorial";

    /// <inheritdoc/>
    public string Title =>
        "a training on face-mask-12k/Train against the tutorial's recipe (frozen VGG19, 128 px, forward passes alone) "
        + "and ImageNet features";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        string folder = BenchSetup.Shared("data/face-mask-12k/Train");
        using var training = new Retraining(setup, folder);
        int images = training.ReadFiles(cancellationToken).Count;
        sheet.Add(Ours, Measure, training.Train(cancellationToken).Cost.Seconds, "s");
        sheet.Add("MaskML, again", Measure, training.Train(cancellationToken).Cost.Seconds, "s", Ours);

        double pass = SecondsAFace(setup.Quick ? 1 : 3, cancellationToken);
        int printed = Epochs * PrintedSteps * Batch;
        string recipe = $"tutorial as printed: {Epochs} epochs of {PrintedSteps} steps of {Batch} images, estimated";
        sheet.Add(recipe, Measure, printed * pass, "s", Ours);
        sheet.Add($"tutorial, {Epochs} whole epochs, estimated", Measure, (double)Epochs * images * pass, "s", Ours);
        sheet.Note($"untrained VGG19 in ONNX Runtime takes {1000 * pass:0.0} ms a face on {Environment.ProcessorCount} threads "
            + $"in batches of {Batch}; estimates are the number of passes times that: {printed:N0} and {Epochs * images:N0}");
        if (setup.Quick)
        {
            sheet.NotMeasured("a head on ImageNet features", "takes a minute or more; a full run measures it");
            return Task.CompletedTask;
        }

        using var imageNet = new Retraining(setup, folder, ("backbone", BenchSetup.Shared("models/mobilenetv2-imagenet.onnx")));
        double cold = imageNet.Train(cancellationToken).Cost.Seconds;
        sheet.Add("a head on ImageNet features (MobileNetV2, 224 px), cold", Measure, cold, "s", Ours);
        sheet.Add("the same, features cached", Measure, imageNet.Train(cancellationToken).Cost.Seconds, "s", Ours);
        return Task.CompletedTask;
    }

    private static double SecondsAFace(int rounds, CancellationToken cancellationToken)
    {
        using Backbone backbone = Backbone.FromBytes(
            PeerNetworks.Vgg19(), PeerNetworks.Vgg19Name, PeerNetworks.Vgg19Name, Environment.ProcessorCount);
        float[] input = new float[Batch * CropTensor.Length(backbone.InputSize)];
        Array.Fill(input, 100f);
        float[] features = new float[Batch * backbone.FeatureCount];
        backbone.Run(input, Batch, features);
        return Enumerable.Range(0, rounds).Min(_ =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Cost.Of(() => backbone.Run(input, Batch, features)).Seconds;
        }) / Batch;
    }
}
