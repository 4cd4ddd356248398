using System.Numerics;
using Microsoft.Extensions.Hosting;

namespace MaskML.Serve.Review;

/// <summary>The crops under review and what people said of them, all in memory and in the folder at once.</summary>
internal sealed class ReviewStore(ReviewOptions options, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>
    /// Crops whose hashes differ in at most so many of 64 bits are the same face: compressed again, or the next frame. Measured: it drops
    /// 0.3 % of the faces of others, and 80 % of the same faces in the next frame; with 3 bits these were 0 and 36 %.
    /// </summary>
    public const int Near = 8;

    private readonly Lock sync = new();
    private readonly SortedDictionary<string, ReviewedCrop> crops = new(StringComparer.Ordinal);
    private ReviewFiles? files;
    private long bytes;
    private int loose;

    /// <summary>All crops, the oldest first.</summary>
    public IReadOnlyList<ReviewedCrop> All
    {
        get
        {
            lock (sync)
            {
                return [.. crops.Values];
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Enabled)
        {
            lock (sync)
            {
                files = new ReviewFiles(options.Folder);
                foreach (ReviewedCrop crop in files.Load())
                {
                    Set(crop);
                }

                MakeRoom();
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => files?.Dispose();

    /// <summary>Adds a crop unless the same face is there. One that is drawn at random makes the crop that is there a random one.</summary>
    /// <param name="crop">The crop, without its id.</param>
    /// <param name="encode">Encodes the picture and its surroundings; not called for a face that is there.</param>
    /// <returns>Whether it was added.</returns>
    public bool Add(ReviewCrop crop, Func<(byte[] Picture, byte[] Surroundings)> encode)
    {
        lock (sync)
        {
            if (crops.Values.FirstOrDefault(one => BitOperations.PopCount(one.Crop.Hash ^ crop.Hash) <= Near) is { } same)
            {
                if (crop.Reason == ReviewReason.Random && same.Crop.Reason != ReviewReason.Random)
                {
                    same = same with { Crop = same.Crop with { Reason = ReviewReason.Random } };
                    files!.Publish(same.Crop);
                    crops[same.Crop.Id] = same;
                }

                return false;
            }

            crop = crop with { Id = FormattableString.Invariant($"{crop.Time.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{crop.Hash:x16}") };
            (byte[] picture, byte[] surroundings) = encode();
            Set(new ReviewedCrop(crop, null, files!.Add(crop, picture, surroundings)));
            MakeRoom();
            return true;
        }
    }

    /// <summary>Stores answers, all or none.</summary>
    /// <returns>
    /// The crops as they are now; or, if somebody else has answered some of them differently in the meantime, those, and nothing is stored.
    /// </returns>
    /// <exception cref="ServeException">There is no such crop.</exception>
    public (IReadOnlyList<ReviewedCrop> Crops, bool Stored) Answer(IReadOnlyList<GivenAnswer> answers, string by)
    {
        lock (sync)
        {
            (ReviewedCrop Crop, GivenAnswer Given)[] pairs = [.. answers.Select(given => (Get(given.Id), given))];
            ReviewedCrop[] changed = [.. pairs
                .Where(pair => pair.Given.Version != pair.Crop.Version && pair.Given.Answer != pair.Crop.Answer)
                .Select(pair => pair.Crop)];
            if (changed.Length > 0)
            {
                return (changed, false);
            }

            DateTimeOffset now = time.GetUtcNow();
            (ReviewedCrop Crop, ReviewEntry Entry)[] news = [.. pairs.Where(pair => pair.Given.Answer != pair.Crop.Answer).Select(pair =>
                (pair.Crop, new ReviewEntry(pair.Given.Id, pair.Crop.Version + 1, pair.Given.Answer, by, now, pair.Crop.Crop)))];
            if (news.Length > 0)
            {
                files!.Append(news.Select(one => one.Entry));
            }

            foreach ((ReviewedCrop crop, ReviewEntry entry) in news)
            {
                ReviewedCrop answered = crop with { Last = entry };
                Set(answered);
                files!.Place(entry.Id, crop.IsLabelled ? crop.Answer : null, answered.IsLabelled ? entry.Answer : null);
            }

            return ([.. answers.Select(given => Get(given.Id))], true);
        }
    }

    /// <summary>The picture of a crop, or its surroundings.</summary>
    /// <exception cref="ServeException">There is no such crop.</exception>
    public byte[] Read(string id, bool around)
    {
        lock (sync)
        {
            return files!.Read(Get(id).Crop.Id, around);
        }
    }

    private ReviewedCrop Get(string id) => crops.TryGetValue(id, out ReviewedCrop? crop) ? crop : throw new ServeException(
        "not-found", $"Found the crop '{RequestText.Truncate(id, 40)}', expected one that GET {Routes.ReviewCrops} lists.");

    private void Set(ReviewedCrop crop)
    {
        if (crops.GetValueOrDefault(crop.Crop.Id) is { } old)
        {
            Count(old, -1);
        }

        crops[crop.Crop.Id] = crop;
        Count(crop, 1);
    }

    private void Count(ReviewedCrop crop, int sign)
    {
        if (crop.MayGo)
        {
            bytes += sign * crop.Bytes;
            loose += sign;
        }
    }

    // The oldest without a label go first; what was labelled stays.
    private void MakeRoom()
    {
        DateTimeOffset oldest = time.GetUtcNow().AddDays(-options.Days);
        bool IsTooMuch() => loose > options.MaxCrops || bytes > (long)options.Megabytes << 20;
        while ((loose > 0 && IsTooMuch()) || crops.Values.FirstOrDefault(crop => crop.MayGo)?.Crop.Time < oldest)
        {
            ReviewedCrop crop = crops.Values.First(crop => crop.MayGo);
            files!.Delete(crop.Crop.Id);
            crops.Remove(crop.Crop.Id);
            Count(crop, -1);
        }
    }
}
