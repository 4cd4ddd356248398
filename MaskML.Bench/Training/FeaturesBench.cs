using MaskML.Bench.Networks;
using MaskML.Predict.Imaging;

namespace MaskML.Bench.Training;

/// <summary>Compares backbones: faces a second on one thread and on several, one by one and in batches.</summary>
/// <param name="names">Backbones by name or path, the first is the baseline; null for ours and common alternatives.</param>
internal sealed class FeaturesBench(IReadOnlyList<string>? names = null) : IBench
{
    private const int ManyThreads = 2;
    private const int SmallSize = 128;
    private const string MobileNet = "models/mobilenetv2-imagenet.onnx";
    private static readonly (int Threads, int Batch)[] Ways = [(1, 1), (1, 32), (ManyThreads, 1), (ManyThreads, 32)];

    /// <inheritdoc/>
    public string Name => "features";

    /// <inheritdoc/>
    public string Title => "backbones on random pixels; median of alternating rounds";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        Candidate[] candidates = names is null ? Defaults(sheet) : Named([.. names.Distinct(StringComparer.Ordinal)]);
        foreach ((int threads, int batch) in Ways)
        {
            Subject[] subjects = [.. candidates.Select(candidate => new Subject(candidate, threads, batch))];
            TimeSpan least = TimeSpan.FromSeconds(setup.Quick ? 0.15 : 0.4);
            IReadOnlyList<IReadOnlyList<double>> times = await Rounds.AlternateAsync(
                subjects, warmUp: 0, setup.Quick ? 3 : 7, subject => Task.FromResult(subject.Measure(least)), cancellationToken)
                .ConfigureAwait(false);
            foreach ((Subject subject, IReadOnlyList<double> milliseconds) in subjects.Zip(times))
            {
                subject.AddTo(sheet, Rounds.Median(milliseconds), subjects[0].Label);
                subject.Dispose();
            }
        }
    }

    private static Candidate[] Defaults(BenchSheet sheet)
    {
        var candidates = new List<Candidate>();
        sheet.Try("mobilenetv2-imagenet", () =>
        {
            byte[] mobile = File.ReadAllBytes(BenchSetup.Shared(MobileNet));
            candidates.Add(new Candidate("mobilenetv2-imagenet", mobile));
            candidates.Add(new Candidate("mobilenetv2-imagenet", PeerNetworks.WithInputSize(mobile, SmallSize)));
        });
        sheet.Try("resnet18", () => candidates.Add(FromFile("resnet18")));
        return [.. candidates, new Candidate(PeerNetworks.Vgg19Name, PeerNetworks.Vgg19()), FromFile("masknet-float"), FromFile("masknet")];
    }

    // Backbones of the same name are named as the user named them.
    private static Candidate[] Named(string[] names)
    {
        Candidate[] files = [.. names.Select(FromFile)];
        return [.. files.Zip(names, (file, name) => files.Count(other => other.Name == file.Name) > 1 ? file with { Name = name } : file)];
    }

    private static Candidate FromFile(string name)
    {
        using Backbone backbone = Backbone.Open(name);
        return new Candidate(backbone.Name, backbone.Onnx.ToArray());
    }

    private sealed record Candidate(string Name, byte[] Onnx);

    private sealed class Subject : IDisposable
    {
        private readonly Candidate candidate;
        private readonly Backbone backbone;
        private readonly int batch;
        private readonly double? memory;
        private readonly float[] input;
        private readonly float[] features;

        public Subject(Candidate candidate, int threads, int batch)
        {
            (this.candidate, this.batch) = (candidate, batch);
            double? before = PeakMemory.Reset();
            backbone = Backbone.FromBytes(candidate.Onnx, candidate.Name, candidate.Name, threads);
            input = new float[batch * CropTensor.Length(backbone.InputSize)];
            features = new float[batch * backbone.FeatureCount];
            var random = new Random(1);
            for (int i = 0; i < input.Length; i++)
            {
                input[i] = random.Next(256);
            }

            backbone.Run(input, batch, features);
            memory = before is null ? null : PeakMemory.Megabytes() - before;
            Label = $"{candidate.Name}, {backbone.InputSize} px, {threads} thread{(threads == 1 ? "" : "s")}, batch {batch}";
        }

        public string Label { get; }

        // Milliseconds a face.
        public double Measure(TimeSpan least)
        {
            long start = Stopwatch.GetTimestamp();
            int faces = 0;
            do
            {
                backbone.Run(input, batch, features);
                faces += batch;
            }
            while (Stopwatch.GetElapsedTime(start) < least);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / faces;
        }

        public void AddTo(BenchSheet sheet, double median, string baseline)
        {
            sheet.Add(Label, "a face", median, "ms");
            sheet.Add(Label, "faces/s", 1000 / median, baseline: baseline);
            if (candidate.Name != PeerNetworks.Vgg19Name)
            {
                sheet.Add(Label, "file", candidate.Onnx.Length / 1e6, "MB"); // The file of VGG19 has no weights.
            }

            if (memory is { } most)
            {
                sheet.Add(Label, "peak memory", Math.Max(0, most), "MB");
            }
        }

        public void Dispose() => backbone.Dispose();
    }
}
