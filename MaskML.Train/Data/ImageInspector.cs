using System.Collections.Concurrent;
using System.Security.Cryptography;
using MaskML.Predict.Imaging;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;

namespace MaskML.Train.Data;

/// <summary>The result of inspecting files.</summary>
/// <param name="Files">Usable images, in the order of the scan.</param>
/// <param name="Skipped">Files and boxes that cannot be used, with the reason.</param>
/// <param name="Notes">Remarks for the user, such as wrongly named files.</param>
/// <param name="CacheHits">Number of files that were not decoded because an earlier run had inspected them.</param>
internal sealed record Inspection(
    IReadOnlyList<InspectedFile> Files, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<string> Notes, int CacheHits)
{
    /// <summary>The fingerprints of the files, in their order; none once near-duplicates have been searched for.</summary>
    public Fingerprint[] Fingerprints { get; set; } = [];
}

/// <summary>
/// Reads, hashes and decodes files on all cores, with one decoded picture for each core at a time. Files that the cache knows are only read
/// and hashed.
/// </summary>
/// <param name="config">Limits of size.</param>
/// <param name="cache">Stores results, faults included, between runs; its payloads have <see cref="PayloadBytes"/> bytes.</param>
/// <param name="progress">Receives the progress of the phase <c>decode</c>.</param>
internal sealed class ImageInspector(DataOptions config, IContentCache cache, IProgressReporter progress)
{
    /// <summary>Length of the payloads in the cache.</summary>
    public const int PayloadBytes = InspectionRecord.Bytes;

    /// <summary>Opens the cache of inspections.</summary>
    /// <param name="root">The folder of all caches; null keeps everything in memory.</param>
    public static ContentCache OpenCache(string? root) => ContentCache.Open(root, "inspections", PayloadBytes);

    /// <summary>Inspects files; a file that cannot be used is reported and does not stop the others.</summary>
    /// <param name="files">The files of a scan.</param>
    /// <param name="decoded">
    /// Called on worker threads with each picture that is decoded, so that crops can be cut without decoding again; the picture is disposed
    /// afterwards. It is not called for files that the cache knows.
    /// </param>
    /// <param name="cancellationToken">Cancels the inspection.</param>
    public Inspection Inspect(
        IReadOnlyList<ImageFile> files, Action<InspectedFile, Mat>? decoded = null, CancellationToken cancellationToken = default)
    {
        // Columns, and the results that say more than they hold.
        byte[] contents = new byte[files.Count * SHA256.HashSizeInBytes];
        Size[] sizes = new Size[files.Count];
        Fingerprint[] prints = GC.AllocateUninitializedArray<Fingerprint>(files.Count);
        var remarks = new ConcurrentDictionary<int, Result>();
        int cached = 0;
        using (IProgressPhase phase = progress.Begin("decode", files.Count))
        {
            int cores = Environment.ProcessorCount;
            var options = new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellationToken };
            Parallel.For(0, files.Count, options, i =>
            {
                Result result = Inspect(files[i], decoded, ref prints[i]);
                if (result.File is { Targets.Count: > 0 } file)
                {
                    file.ContentHash.CopyTo(contents.AsMemory(i * SHA256.HashSizeInBytes));
                    sizes[i] = new Size(file.Width, file.Height);
                }

                if (result.HasRemarks)
                {
                    remarks[i] = result;
                }

                Interlocked.Add(ref cached, result.Cached ? 1 : 0);
                phase.Advance();
            });
        }

        Result[] ordered = [.. remarks.OrderBy(remark => remark.Key).Select(remark => remark.Value)];
        List<string> notes = [.. ordered.Select(r => r.Note).OfType<string>()];
        int small = ordered.Sum(r => r.Small);
        if (small > 0)
        {
            notes.Add($"{small} annotated faces were left out, because their longer side is below data.minFace, {config.MinFace} pixels.");
        }

        int[] usable = [.. Enumerable.Range(0, files.Count).Where(i => sizes[i].Width > 0)];
        for (int i = 0; i < usable.Length; i++)
        {
            prints[i] = prints[usable[i]];
        }

        IReadOnlyList<InspectedFile> inspected = MadeList<InspectedFile>.Of(Pack(files, remarks, contents, sizes), usable);
        return new Inspection(inspected, [.. ordered.SelectMany(r => r.Skipped)], notes, cached) { Fingerprints = prints };
    }

    // A method of its own, so that the list does not hold the fingerprints.
    private static MadeList<InspectedFile> Pack(
        IReadOnlyList<ImageFile> files, IReadOnlyDictionary<int, Result> remarks, byte[] contents, Size[] sizes) => new(files.Count, i =>
    {
        ImageFile file = files[i];
        IReadOnlyList<Target> targets = remarks.TryGetValue(i, out Result? result) ? result.File!.Targets : file.Targets;
        ReadOnlyMemory<byte> content = contents.AsMemory(i * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
        return new InspectedFile(file, targets, content, sizes[i].Width, sizes[i].Height);
    });

    private Result Inspect(ImageFile file, Action<InspectedFile, Mat>? decoded, ref Fingerprint print)
    {
        byte[] bytes;
        try
        {
            bytes = ImageDecoder.ReadBytes(file.Path);
        }
        catch (ImageException e)
        {
            return new Result(null, [new SkippedFile(file.RelativePath, e.Message, file.Source)], null, 0, false);
        }

        byte[] contentHash = SHA256.HashData(bytes);
        byte[] key = InspectionRecord.Key(contentHash, config.MaxMegapixels);
        Span<byte> payload = stackalloc byte[PayloadBytes];
        if (cache.TryGet(key, payload))
        {
            return Conclude(file, bytes, contentHash, InspectionRecord.Read(payload), ref print) with { Cached = true };
        }

        Result result;
        InspectionRecord record;
        try
        {
            using Mat picture = ImageDecoder.Decode(bytes, config.MaxMegapixels);
            record = InspectionRecord.Of(picture);
            result = Conclude(file, bytes, contentHash, record, ref print);
            if (result.File is { Targets.Count: > 0 } usable)
            {
                decoded?.Invoke(usable, picture);
            }
        }
        catch (ImageException e)
        {
            record = InspectionRecord.Of(e);
            result = Conclude(file, bytes, contentHash, record, ref print);
        }

        record.Write(payload);
        cache.Add(key, payload);
        return result;
    }

    private Result Conclude(ImageFile file, byte[] bytes, byte[] contentHash, InspectionRecord record, ref Fingerprint print)
    {
        if (record.Print is not { } known)
        {
            return new Result(null, [new SkippedFile(file.RelativePath, record.Fault!, file.Source)], null, 0, false);
        }

        print = known;
        List<Target> usable = [];
        List<SkippedFile> skipped = [];
        int small = 0;
        foreach (Target target in file.Targets)
        {
            Rect? inside = target.Box & new Rect(0, 0, record.Width, record.Height);
            if (inside is not { } box)
            {
                usable.Add(target);
            }
            else if (box.Width <= 0 || box.Height <= 0)
            {
                skipped.Add(new SkippedFile(
                    file.RelativePath,
                    $"the {target.Label} box {AnnotatedSource.Describe(target.Box!.Value)} lies outside of the photo "
                        + $"of {record.Width} x {record.Height} pixels",
                    file.Source));
            }
            else if (Math.Max(box.Width, box.Height) < config.MinFace)
            {
                small++;
            }
            else
            {
                usable.Add(target with { Box = box });
            }
        }

        (string? actual, string? named) = (ImageFormat.Of(bytes), ImageFormat.OfName(file.Path));
        string? note = actual == named
            ? null
            : $"{file.RelativePath} is named as {named}, but is {actual ?? "of another format"}; it is used.";
        IReadOnlyList<Target> targets = usable.SequenceEqual(file.Targets) ? file.Targets : usable;
        var inspected = new InspectedFile(file, targets, contentHash, record.Width, record.Height);
        return new Result(inspected, skipped.Count == 0 ? [] : skipped, note, small, false);
    }

    private sealed record Result(InspectedFile? File, IReadOnlyList<SkippedFile> Skipped, string? Note, int Small, bool Cached)
    {
        public bool HasRemarks => File is null || Skipped.Count > 0 || Note is not null || Small > 0 || File.Targets != File.File.Targets;
    }
}
