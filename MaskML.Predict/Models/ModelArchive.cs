using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Files;
using Microsoft.ML;

namespace MaskML.Predict.Models;

/// <summary>
/// A model zip on disk: a stock zip of ML.NET with two more entries, the manifest and its hash. Reading checks everything: each entry
/// that the manifest lists must exist with the same SHA-256, no other may exist, and the ONNX bytes must be the backbone that it names.
/// </summary>
public sealed class ModelArchive
{
    private const string OnnxEntry = "OnnxModel";

    // Far more than any model has: ONNX files hardly shrink, and a manifest has some kilobytes.
    private const int MostEntries = 10_000;
    private const int MostRatio = 50;
    private const long SmallBytes = 16 << 20;
    private const int MostManifestBytes = 4 << 20;

    private ModelArchive(string path, byte[] bytes, ModelManifest manifest, Content content)
    {
        Path = path;
        Bytes = bytes;
        Manifest = manifest;
        Onnx = content.Onnx;
        Head = content.Head;
        Sha256 = Hash(bytes);
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>The whole zip.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>SHA-256 of the whole zip, in lower-case hexadecimal digits: the model's identity.</summary>
    public string Sha256 { get; }

    /// <summary>Its manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The ONNX bytes of its backbone; none in a model of ML.NET's <c>ImageClassificationTrainer</c>.</summary>
    internal byte[] Onnx { get; }

    /// <summary>The head where it is of the kind that training fits; otherwise only ML.NET can load it.</summary>
    internal LinearHead? Head { get; }

    /// <summary>Writes a fitted model and publishes it by rename.</summary>
    /// <param name="ml">The context that the model was fitted in.</param>
    /// <param name="model">Stock transformers only, so that any program with ML.NET can load it.</param>
    /// <param name="manifest">The manifest; the hashes of the entries are filled in here.</param>
    /// <param name="path">The zip to write or replace.</param>
    /// <exception cref="UsageException">The temporary folder is full.</exception>
    public static void Write(MLContext ml, ITransformer model, ModelManifest manifest, string path)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentNullException.ThrowIfNull(manifest);

        // Built in memory, because ML.NET seeks in the stream, and so that a full disk is found while the old model is in place.
        using var buffer = new MemoryStream();
        try
        {
            ml.Model.Save(model, null, buffer);
        }
        catch (Exception e) when (e.GetBaseException() is IOException fault)
        {
            // ML.NET copies the ONNX bytes to its temporary folder.
            throw ScratchFolder.TempFault(fault);
        }

        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Update, leaveOpen: true))
        {
            var hashes = zip.Entries.ToDictionary(e => e.FullName, e => Hash(Read(e)), StringComparer.Ordinal);
            byte[] json = (manifest with { Entries = hashes }).ToJson();
            Add(zip, ModelSchema.ManifestEntry, json);
            Add(zip, ModelSchema.SealEntry, Encoding.ASCII.GetBytes(Hash(json)));
        }

        AtomicFile.Write(path, stream => stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>Reads and checks a model zip.</summary>
    /// <param name="path">The zip.</param>
    /// <exception cref="InputException">It is missing, not a zip, not one of MaskML's, or damaged.</exception>
    public static ModelArchive Read(string path) => Parse(
        FileFault.Explain(
            () => ShippedFiles.ReadAllBytes(path),
            e => new InputException($"{path}: the model cannot be read: {e.Message} Train one with `maskml train`.", e)),
        path);

    /// <summary>Checks the bytes of a model zip.</summary>
    /// <param name="bytes">The zip; it must not be changed afterwards.</param>
    /// <param name="where">Where it comes from, for messages.</param>
    /// <exception cref="InputException">It is not a zip, not one of MaskML's, or damaged.</exception>
    public static ModelArchive Parse(byte[] bytes, string where) => TryParse(bytes, where) ?? throw new InputException(
        $"{where}: not a model of MaskML: the zip has no {ModelSchema.ManifestEntry}. Expected a model.zip that `maskml train` wrote.");

    /// <summary>Checks the bytes of any zip of ML.NET: its checksums and, if there is a manifest, everything that it lists.</summary>
    /// <param name="bytes">The zip; it must not be changed afterwards.</param>
    /// <param name="where">Where it comes from, for messages.</param>
    /// <returns>The archive, or null for an intact zip without a manifest.</returns>
    /// <exception cref="InputException">It is not a zip, or damaged.</exception>
    internal static ModelArchive? TryParse(byte[] bytes, string where)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            CheckSizes(zip, bytes.Length);
            if (zip.GetEntry(ModelSchema.ManifestEntry) is { } entry)
            {
                byte[] json = Read(entry);
                ModelManifest manifest = ModelManifest.Parse(json, where);
                CheckSeal(zip, manifest, json, where);
                return new ModelArchive(where, bytes, manifest, CheckEntries(zip, manifest, where));
            }

            foreach (ZipArchiveEntry any in zip.Entries)
            {
                Read(any);
            }

            return zip.GetEntry(ModelSchema.SealEntry) is null
                ? null
                : throw new InputException($"{where}: the zip has lost its {ModelSchema.ManifestEntry}: it is damaged or was changed.");
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{where}: not a zip, or a damaged one: {e.Message}", e);
        }
    }

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }

    // Before anything is inflated; Read holds each entry to the size that it declares.
    private static void CheckSizes(ZipArchive zip, int length)
    {
        long most = SmallBytes + ((long)MostRatio * length);
        double declared = zip.Entries.Sum(entry => (double)entry.Length);
        if (zip.Entries.Count > MostEntries || declared > most)
        {
            throw new InvalidDataException(
                $"found {zip.Entries.Count} entries of {declared} bytes in all, expected at most {MostEntries} of {most}.");
        }

        if (zip.GetEntry(ModelSchema.ManifestEntry)?.Length > MostManifestBytes)
        {
            throw new InvalidDataException($"{ModelSchema.ManifestEntry} has more than the {MostManifestBytes} bytes of a manifest.");
        }
    }

    private static void CheckSeal(ZipArchive zip, ModelManifest manifest, byte[] json, string where)
    {
        ZipArchiveEntry? seal = zip.GetEntry(ModelSchema.SealEntry);
        if (seal is null ? manifest.IsSealed : Encoding.ASCII.GetString(Read(seal)) != Hash(json))
        {
            throw new InputException(
                $"{where}: the entry {ModelSchema.ManifestEntry} is not what {ModelSchema.SealEntry} says: "
                + "the zip is damaged or was changed.");
        }
    }

    private static Content CheckEntries(ZipArchive zip, ModelManifest manifest, string path)
    {
        byte[]? onnx = null;
        string onnxName = "";
        var others = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        List<ZipArchiveEntry> entries =
            [.. zip.Entries.Where(entry => entry.FullName is not (ModelSchema.ManifestEntry or ModelSchema.SealEntry))];
        if (entries.Find(entry => !manifest.Entries.ContainsKey(entry.FullName)) is { } unknown)
        {
            throw Changed(unknown, path);
        }

        foreach (ZipArchiveEntry entry in entries)
        {
            byte[] content = Read(entry);
            if (Hash(content) != manifest.Entries[entry.FullName])
            {
                throw Changed(entry, path);
            }

            if (entry.Name == OnnxEntry)
            {
                // ML.NET puts the length before the bytes.
                (onnx, onnxName) = (content[sizeof(int)..], entry.FullName);
            }
            else
            {
                others[entry.FullName] = content;
            }
        }

        if (entries.Count != manifest.Entries.Count)
        {
            throw new InputException(
                $"{path}: {manifest.Entries.Count - entries.Count} entries that the manifest lists are missing: the zip is damaged.");
        }

        if (manifest.Trainer == ModelManifest.ImageClassification)
        {
            return new Content([], null);
        }

        if (onnx is null || Hash(onnx) != manifest.Backbone.Sha256)
        {
            throw new InputException(
                $"{path}: its backbone has the SHA-256 {(onnx is null ? "of nothing" : Hash(onnx))}, "
                + $"its manifest says {manifest.Backbone.Sha256}. "
                + "The zip is damaged or was put together by hand; train again.");
        }

        return new Content(onnx, LinearHead.TryRead(others, onnxName, manifest.Backbone.FeatureCount, manifest.Labels.Count));
    }

    private sealed record Content(byte[] Onnx, LinearHead? Head);

    private static InputException Changed(ZipArchiveEntry entry, string path) =>
        new($"{path}: the entry {entry.FullName} is not what the manifest says: the zip is damaged or was changed.");

    private static byte[] Read(ZipArchiveEntry entry)
    {
        byte[] content = new byte[entry.Length];
        using Stream stream = entry.Open();
        int count = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);

        // The zip's own checksum, which reading does not verify. It covers the manifest as well.
        return count == content.Length && stream.ReadByte() < 0 && Crc32.HashToUInt32(content) == entry.Crc32
            ? content
            : throw new InvalidDataException($"the checksum of the entry {entry.FullName} is wrong.");
    }
}
