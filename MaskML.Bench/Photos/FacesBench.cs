namespace MaskML.Bench.Photos;

/// <summary>Measures the model on crops in batches against one by one, and the memory that each face allocates.</summary>
internal sealed class FacesBench : IBench
{
    private const string OneByOne = "one by one";
    private const int Faces = 32;
    private static readonly int[] Batches = [1, 2, 8, Faces];

    /// <inheritdoc/>
    public string Name => "faces";

    /// <inheritdoc/>
    public string Title => "crops to probabilities with the live model on one thread, in batches against one by one";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        using MaskModel model = MaskModel.Load(setup.Config.Model);
        int size = model.Cropper.Size;
        Mat[] crops = [.. Enumerable.Range(0, Faces).Select(_ => new Mat(size, size, MatType.CV_8UC3))];
        foreach (Mat crop in crops)
        {
            Cv2.Randu(crop, Scalar.All(0), Scalar.All(256));
        }

        var bytes = new Dictionary<int, double>();
        IReadOnlyList<IReadOnlyList<double>> times = await Rounds.AlternateAsync(
            Batches, warmUp: 1, setup.Quick ? 7 : 21, batch => Task.FromResult(Score(batch)), cancellationToken).ConfigureAwait(false);
        foreach ((int batch, IReadOnlyList<double> milliseconds) in Batches.Zip(times))
        {
            string subject = batch == 1 ? OneByOne : $"batches of {batch}";
            sheet.Add(subject, "a face", Rounds.Median(milliseconds), "ms", OneByOne);
            sheet.Add(subject, "allocated a face", bytes[batch] / 1e3, "kB");
        }

        foreach (Mat crop in crops)
        {
            crop.Dispose();
        }

        // Milliseconds a face.
        double Score(int batch)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            int faces = 0;
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(100))
            {
                model.Score(crops.AsSpan(0, batch).ToArray());
                faces += batch;
            }

            bytes[batch] = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / faces;
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / faces;
        }
    }
}
