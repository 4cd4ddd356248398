using System.Threading.Channels;
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Serve.Observing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenCvSharp;

namespace MaskML.Serve.Review;

/// <summary>
/// Takes faces for review where they are judged and stores them on a thread of its own. It never waits for the disk: while too many are
/// on their way, further ones are dropped and counted.
/// </summary>
internal sealed partial class ReviewCollector(
    ReviewOptions options,
    ReviewStore store,
    MaskModelPool pool,
    IOptions<MaskMLOptions> prediction,
    ServeMetrics metrics,
    TimeProvider time,
    ILogger<ReviewCollector> log)
    : BackgroundService
{
    private const int MaxPending = 64;

    private readonly Channel<Candidate> pending = Channel.CreateBounded<Candidate>(new BoundedChannelOptions(MaxPending));
    private readonly PredictOptions predict = prediction.Value.Predict;
    private bool failing;

    /// <summary>Whether anything is collected.</summary>
    public bool IsOn => options.Enabled;

    /// <summary>Collects faces of a photo: a random share of all, and those that the model is unsure of.</summary>
    /// <param name="photo">The photo; it is not changed.</param>
    /// <param name="found">Its faces.</param>
    /// <param name="isCrop">Whether the photo as a whole is the crop.</param>
    public void Offer(Mat photo, PhotoPrediction found, bool isCrop)
    {
        foreach (LabelledFace face in found.Faces)
        {
            string? reason = IsDrawn(face) ? ReviewReason.Random : IsUnsure(face) ? ReviewReason.Uncertain : null;
            if (reason is not null)
            {
                Offer(photo, face, found, isCrop, "photos", reason);
            }
        }
    }

    /// <summary>Collects a face.</summary>
    public void Offer(Mat photo, LabelledFace face, PhotoPrediction found, bool isCrop, string source, string reason)
    {
        // Nothing is cut in vain.
        if (pending.Reader.Count >= MaxPending || Cut(photo, face, found, isCrop, source, null, reason) is not { } candidate)
        {
            metrics.NotReviewed();
        }
        else if (!pending.Writer.TryWrite(candidate))
        {
            candidate.Dispose();
            metrics.NotReviewed();
        }
    }

    /// <summary>Cuts a face; null if its model has been replaced, so that nobody knows how it cut.</summary>
    public Candidate? Cut(Mat photo, LabelledFace face, PhotoPrediction found, bool isCrop, string source, string? name, string reason) =>
        pool.Current is { Manifest.Crop: { } crop } live && live.Sha256 == found.ModelSha256
            ? Candidate.Cut(
                photo,
                face,
                found,
                new Cropper(crop.Size, crop.Margin),
                isCrop,
                new ReviewCrop("", time.GetUtcNow(), source, name, "", 0, new Dictionary<string, float>(), "", reason, 0))
            : null;

    /// <summary>Stores a face, and waits for its turn.</summary>
    public ValueTask AddAsync(Candidate candidate, CancellationToken cancellationToken) =>
        pending.Writer.WriteAsync(candidate, cancellationToken);

    /// <summary>Whether the model is unsure of a face of which a person could say more: very small ones are left out.</summary>
    public bool IsUnsure(LabelledFace face) => face.Confidence < predict.UncertainBelow && IsLarge(face);

    /// <summary>Draws a face at random.</summary>
    public bool IsDrawn(LabelledFace face) => IsLarge(face) && Random.Shared.NextDouble() < options.Share;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // What is on its way is stored before the service ends.
        using CancellationTokenRegistration end = cancellationToken.Register(() => pending.Writer.TryComplete());
        await foreach (Candidate candidate in pending.Reader.ReadAllAsync(CancellationToken.None))
        {
            using (candidate)
            {
                Store(candidate);
            }
        }
    }

    private void Store(Candidate candidate)
    {
        try
        {
            if (store.Add(candidate.Hashed(), candidate.Encode))
            {
                metrics.Reviewed(candidate.About.Reason);
            }

            failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OpenCVException)
        {
            metrics.NotReviewed();
            if (!failing)
            {
                CannotStore(log, e.Message);
            }

            failing = true;
        }
    }

    private bool IsLarge(LabelledFace face) => Math.Max(face.Face.Box.Width, face.Face.Box.Height) >= predict.MinFace;

    [LoggerMessage(70, Microsoft.Extensions.Logging.LogLevel.Error, "Crops for review cannot be stored: {Reason}")]
    private static partial void CannotStore(ILogger logger, string reason);
}
