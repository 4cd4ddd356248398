using System.Text.Json;
using MaskML.Train.Runs;

namespace MaskML.Train.Promotion;

/// <summary>
/// The changes of a live model, as JSON lines beside it. A change is recorded before it is made, so that none is missing from the history.
/// </summary>
/// <param name="model">Path of the live zip.</param>
internal sealed class PromotionLog(string model)
{
    private static readonly JsonSerializerOptions Line = new(ReportJson.Options) { WriteIndented = false };

    /// <summary>Path of the file.</summary>
    public string Path { get; } = System.IO.Path.ChangeExtension(model, ".promotions.jsonl");

    /// <summary>Adds a record. The caller holds the lock of the live model.</summary>
    public void Add(PromotionRecord record)
    {
        using var stream = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        stream.Seek(0, SeekOrigin.End);
        if (stream.Length > 0)
        {
            // A process that was killed may have left half a line.
            stream.Seek(-1, SeekOrigin.End);
            if (stream.ReadByte() != '\n')
            {
                stream.WriteByte((byte)'\n');
            }
        }

        stream.Write(JsonSerializer.SerializeToUtf8Bytes(record, Line));
        stream.WriteByte((byte)'\n');
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The records, the latest first.</summary>
    /// <param name="live">SHA-256 of the live model.</param>
    public IReadOnlyList<PromotionRecord> Read(string? live)
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var records = new List<PromotionRecord>();
        while (reader.ReadLine() is { } line)
        {
            if (TryParse(line) is { } record)
            {
                records.Add(record);
            }
        }

        records.Reverse();
        string? then = live;
        for (int i = 0; i < records.Count; i++)
        {
            records[i] = records[i] with { IsDone = records[i].Sha256 == then };
            then = records[i].Previous;
        }

        return records;
    }

    private static PromotionRecord? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<PromotionRecord>(line, Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
