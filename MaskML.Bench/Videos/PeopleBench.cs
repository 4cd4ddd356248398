using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using MaskML.Train.Data;
using MaskML.Video.Analysis;
using MaskML.Video.Tracking;

namespace MaskML.Bench.Videos;

/// <summary>Counts the people of clips whose number is known, and who are hidden for a second and come back.</summary>
internal sealed class PeopleBench : IBench
{
    private const int Clips = 8;

    // Where faces cross, one box lies on two of them for a frame or two.
    private const int Confirmed = 3;

    /// <inheritdoc/>
    public string Name => "people";

    /// <inheritdoc/>
    public string Title => "people counted in clips of real faces who are hidden for more than a second";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        MaskMLConfig config = BenchSetup.WithSharedYuNet(setup.Config);
        string folder = BenchSetup.Shared("data/group-photos");
        AnnotatedPhoto[] photos = [.. AnnotationFile.Read(BenchSetup.GroupAnnotations)];
        using MaskModel model = MaskModel.Load(config.Model);
        using IFaceDetector detector = VideoDetectors.Create(config.Predict.Detector, config.Detectors, config.Video);
        var pipeline = new FacePipeline(model, detector, config.Predict);
        int clips = setup.Quick ? Clips / 4 : Clips;
        AnnotatedPhoto[] groups = [.. photos.Where(photo => HiddenClip.Suits(photo)).Take(clips)];
        Measure("a bar passes over a group", [.. groups.Select(photo => HiddenClip.Group(photo, folder))]);
        Measure("people walk behind pillars", [.. Enumerable.Range(0, clips).Select(i => HiddenClip.Walk(photos, folder, i))]);
        return Task.CompletedTask;

        void Measure(string what, HiddenClip[] clips)
        {
            var found = clips.Select(clip => clip.Frames.Select(frame =>
            {
                using Mat pixels = clip.Draw(frame);
                return pipeline.Run(pixels, cancellationToken: cancellationToken).Faces;
            }).ToArray()).ToArray();
            foreach (double recall in new[] { 0, config.Tracking.Recall })
            {
                (int counted, int mixed) = (0, 0);
                foreach ((HiddenClip clip, var frames) in clips.Zip(found))
                {
                    var tracker = new FaceTracker(model.Labels, config.Tracking with { Recall = recall }, config.Predict);
                    var people = new Dictionary<int, List<int>>();
                    foreach (int i in clip.Frames)
                    {
                        foreach (TrackedFace face in tracker.Next(frames[i], i / PannedClip.FramesPerSecond).Faces)
                        {
                            if (face.Track is { } track)
                            {
                                people.TryAdd(track, []);
                                if (clip.Who(i, face.Face.Face.Box) is { } who)
                                {
                                    people[track].Add(who);
                                }
                            }
                        }
                    }

                    counted += people.Count;
                    mixed += people.Values.Count(seen => seen.GroupBy(one => one).Count(same => same.Count() >= Confirmed) > 1);
                }

                sheet.Add($"{what}, waited for {recall} s", "people there", clips.Sum(clip => clip.People));
                sheet.Add($"{what}, waited for {recall} s", "counted", counted);
                sheet.Add($"{what}, waited for {recall} s", "numbers of two people", mixed);
            }

            Array.ForEach(clips, clip => clip.Dispose());
        }
    }
}
