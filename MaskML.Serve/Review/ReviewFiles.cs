using System.Text;
using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Train.Data;

namespace MaskML.Serve.Review;

/// <summary>
/// The folder of a review. Below the hidden folder <c>.crops</c> each crop has a picture, its surroundings and a record; a crop without
/// a record does not exist. <c>labels.jsonl</c> holds every answer, and <c>LABEL/ID.png</c> what follows from it. Only one process
/// writes there at a time.
/// </summary>
internal sealed class ReviewFiles : IDisposable
{
    private const string Record = ".json";
    private const string Picture = ".png";
    private const string Surroundings = ".jpg";
    private const string Temporary = ".tmp";

    private readonly string folder;
    private readonly string crops;
    private readonly FileStream held;
    private readonly FileStream log;

    /// <summary>Opens the folder, and removes what a killed process left half-written.</summary>
    /// <exception cref="UsageException">The folder cannot be written, or another process uses it.</exception>
    public ReviewFiles(string folder)
    {
        this.folder = folder;
        crops = Path.Combine(folder, ".crops");
        try
        {
            Directory.CreateDirectory(crops);
            held = new FileStream(Path.Combine(crops, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            log = new FileStream(
                Path.Combine(folder, DatasetLoader.ReviewLog), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new UsageException(
                $"review.folder {folder}: it cannot be written, or another service reviews it: {e.Message}", e);
        }
    }

    /// <summary>Reads all crops with their last answers.</summary>
    public IEnumerable<ReviewedCrop> Load()
    {
        Dictionary<string, ReviewEntry> answers = ReadLog();
        var kept = new List<ReviewedCrop>();
        foreach (IGrouping<string, FileInfo> files in new DirectoryInfo(crops).EnumerateFiles()
            .Where(file => file.Name[0] != '.').GroupBy(file => file.Name.Split('.')[0]).ToArray())
        {
            if (files.FirstOrDefault(file => file.Extension == Record) is { } record)
            {
                ReviewCrop crop = JsonSerializer.Deserialize(File.ReadAllBytes(record.FullName), ReviewJson.Default.ReviewCrop)!;
                kept.Add(new ReviewedCrop(crop, answers.GetValueOrDefault(crop.Id), files.Sum(file => file.Length)));
            }

            foreach (FileInfo file in files.Where(file => file.Extension == Temporary || !files.Any(one => one.Extension == Record)))
            {
                file.Delete();
            }
        }

        Tidy(kept);
        return kept;
    }

    /// <summary>Publishes a crop: its record comes last, by rename.</summary>
    /// <returns>Number of bytes.</returns>
    public long Add(ReviewCrop crop, byte[] picture, byte[] surroundings)
    {
        File.WriteAllBytes(Of(crop.Id, Surroundings), surroundings);
        File.WriteAllBytes(Of(crop.Id, Picture), picture);
        return picture.Length + surroundings.Length + Publish(crop);
    }

    /// <summary>Writes the record of a crop, atomically.</summary>
    public int Publish(ReviewCrop crop)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(crop, ReviewJson.Default.ReviewCrop);
        string temporary = Of(crop.Id, Temporary);
        File.WriteAllBytes(temporary, json);
        File.Move(temporary, Of(crop.Id, Record), overwrite: true);
        return json.Length;
    }

    /// <summary>Deletes a crop, its record first.</summary>
    public void Delete(string id)
    {
        File.Delete(Of(id, Record));
        File.Delete(Of(id, Picture));
        File.Delete(Of(id, Surroundings));
    }

    /// <summary>The picture of a crop, or its surroundings.</summary>
    public byte[] Read(string id, bool around) => File.ReadAllBytes(Of(id, around ? Surroundings : Picture));

    /// <summary>Appends answers to the log. They are on the disk when this returns.</summary>
    public void Append(IEnumerable<ReviewEntry> entries)
    {
        var text = new StringBuilder();
        foreach (ReviewEntry entry in entries)
        {
            text.Append(JsonSerializer.Serialize(entry, ReviewJson.Default.ReviewEntry)).Append('\n');
        }

        long end = log.Length;
        try
        {
            log.Position = end;
            log.Write(Encoding.UTF8.GetBytes(text.ToString()));
            log.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half an answer would spoil the next one.
            log.SetLength(end);
            throw;
        }
    }

    /// <summary>Puts the picture of a crop into the folder of its label, and takes it out of the one before.</summary>
    public void Place(string id, string? before, string? label)
    {
        if (label is not null && !File.Exists(Labelled(label, id)))
        {
            Directory.CreateDirectory(Path.Combine(folder, label));
            File.Copy(Of(id, Picture), Of(id, Temporary), overwrite: true);
            File.Move(Of(id, Temporary), Labelled(label, id), overwrite: true);
        }

        if (before is not null && before != label)
        {
            File.Delete(Labelled(before, id));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        log.Dispose();
        held.Dispose();
    }

    // Answers that were logged and not placed are placed now. Files with other names are the user's.
    private void Tidy(List<ReviewedCrop> all)
    {
        string[] labels = [.. new DirectoryInfo(folder).EnumerateDirectories().Select(one => one.Name).Where(name => name[0] != '.')];
        foreach (ReviewedCrop one in all)
        {
            string? label = one.IsLabelled ? one.Answer : null;
            Place(one.Crop.Id, null, label);
            foreach (string other in labels.Where(other => other != label))
            {
                File.Delete(Labelled(other, one.Crop.Id));
            }
        }
    }

    private Dictionary<string, ReviewEntry> ReadLog()
    {
        using var reader = new StreamReader(log, Encoding.UTF8, leaveOpen: true);
        string text = reader.ReadToEnd();

        // A line without its end was being written when the process was killed; nobody was told that it is stored.
        int end = text.LastIndexOf('\n') + 1;
        log.SetLength(Encoding.UTF8.GetByteCount(text.AsSpan(0, end)));
        var answers = new Dictionary<string, ReviewEntry>();
        foreach (string line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            ReviewEntry entry = JsonSerializer.Deserialize(line, ReviewJson.Default.ReviewEntry)!;
            answers[entry.Id] = entry;
        }

        return answers;
    }

    private string Of(string id, string extension) => Path.Combine(crops, id + extension);

    private string Labelled(string label, string id) => Path.Combine(folder, label, id + Picture);
}
