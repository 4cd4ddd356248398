using MaskML.Predict.Concurrency;
using MaskML.Predict.Imaging;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>Analyses annotated photos on all cores.</summary>
/// <param name="photos">Folder of the photos.</param>
/// <param name="annotations">Their annotations.</param>
/// <param name="maxMegapixels">Largest photo to accept, in megapixels.</param>
/// <param name="progress">Receives progress by photos.</param>
/// <param name="failed">Receives the name of each photo that cannot be analysed, and the reason.</param>
internal sealed class EvaluationRun(
    string photos,
    IReadOnlyList<AnnotatedPhoto> annotations,
    double maxMegapixels,
    IProgressReporter progress,
    Action<string, string> failed)
{
    /// <summary>Analyses the photos; those that fail are reported and left out.</summary>
    /// <param name="analyse">
    /// Finds and labels the faces of a BGR picture and returns them with the time in milliseconds; called on several threads at once.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The analysed photos, the mean time, and the names of the photos that failed.</returns>
    public (IReadOnlyList<JudgedPhoto> Judged, double Milliseconds, IReadOnlyList<string> Failed) Run(
        Func<Mat, (IReadOnlyList<FoundFace> Faces, double Milliseconds)> analyse, CancellationToken cancellationToken)
    {
        var judged = new List<JudgedPhoto>();
        var bad = new List<string>();
        double milliseconds = 0;
        using IProgressPhase phase = progress.Begin("photos", annotations.Count);
        IEnumerable<Result> results = OrderedParallel.Select(
            annotations, Environment.ProcessorCount, photo => Analyse(photo, analyse), cancellationToken);
        foreach (Result result in results)
        {
            if (result.Judged is { } photo)
            {
                judged.Add(photo);
                milliseconds += result.Milliseconds;
            }
            else
            {
                failed(result.Name, result.Error!);
                bad.Add(result.Name);
            }

            phase.Advance();
        }

        return (judged, judged.Count == 0 ? 0 : milliseconds / judged.Count, bad);
    }

    private Result Analyse(AnnotatedPhoto photo, Func<Mat, (IReadOnlyList<FoundFace> Faces, double Milliseconds)> analyse)
    {
        try
        {
            using Mat pixels = ImageDecoder.Read(photo.PathIn(photos), maxMegapixels);
            (IReadOnlyList<FoundFace> faces, double milliseconds) = analyse(pixels);
            var judged = new JudgedPhoto(photo.Faces, faces) { Ignored = photo.Ignored };
            return new Result(photo.Photo, judged, milliseconds, null);
        }
        catch (InputException e)
        {
            return new Result(photo.Photo, null, 0, e.Message);
        }
    }

    private sealed record Result(string Name, JudgedPhoto? Judged, double Milliseconds, string? Error);
}
