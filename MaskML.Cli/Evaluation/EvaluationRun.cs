using MaskML.Predict.Concurrency;
using MaskML.Predict.Errors;
using MaskML.Predict.Imaging;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>Judges annotated photos on all cores.</summary>
/// <param name="photos">Folder of the photos.</param>
/// <param name="annotations">What is in them.</param>
/// <param name="maxMegapixels">Largest photo to accept, in megapixels.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="failed">Told of photos that cannot be judged, and why.</param>
public sealed class EvaluationRun(
    string photos, IReadOnlyList<AnnotatedPhoto> annotations, double maxMegapixels, IProgressReporter progress, Action<string, string> failed)
{
    /// <summary>Judges the photos. Those that cannot be judged are told of and left out.</summary>
    /// <param name="judge">Finds and labels the faces of a BGR picture, and says how long that took in milliseconds; called on several threads at once.</param>
    /// <param name="stop">Stops the work.</param>
    /// <returns>The photos that could be judged, the mean time, and the names of the others.</returns>
    public (IReadOnlyList<JudgedPhoto> Judged, double Milliseconds, IReadOnlyList<string> Failed) Run(
        Func<Mat, (IReadOnlyList<FoundFace> Faces, double Milliseconds)> judge, CancellationToken stop)
    {
        var judged = new List<JudgedPhoto>();
        var bad = new List<string>();
        double milliseconds = 0;
        using IProgressPhase phase = progress.Begin("photos", annotations.Count);
        foreach (Result result in OrderedParallel.Select(annotations, Environment.ProcessorCount, photo => Judge(photo, judge), stop))
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

    private Result Judge(AnnotatedPhoto photo, Func<Mat, (IReadOnlyList<FoundFace> Faces, double Milliseconds)> judge)
    {
        try
        {
            using Mat pixels = ImageDecoder.Read(photo.PathIn(photos), maxMegapixels);
            (IReadOnlyList<FoundFace> faces, double milliseconds) = judge(pixels);
            return new Result(photo.Photo, new JudgedPhoto(photo.Faces, faces) { Ignored = photo.Ignored }, milliseconds, null);
        }
        catch (InputException e)
        {
            return new Result(photo.Photo, null, 0, e.Message);
        }
        catch (OpenCVException e)
        {
            return new Result(photo.Photo, null, 0, $"OpenCV cannot work on it: {e.ErrMsg}");
        }
    }

    private sealed record Result(string Name, JudgedPhoto? Judged, double Milliseconds, string? Error);
}
