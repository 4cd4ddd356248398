using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Tests.Support;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sinks;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;
using MaskML.Video.Watching;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class VideoWatcherTests : IDisposable
{
    private const int Dark = 40;

    private static readonly VideoSettings Settings = new(
        new VideoOptions { Reconnects = 0 },
        new TrackingOptions(),
        new GateOptions { Enabled = true, Frames = 5 },
        new DistanceOptions(),
        new PredictOptions());

    private readonly TempFolder folder = new();
    private readonly TinyModel file = new();
    private readonly MaskModel model;
    private readonly IFaceDetector detector = FaceDetectors.Create(WholeImageDetector.DetectorName, new DetectorOptions());
    private readonly List<string> warnings = [];

    public VideoWatcherTests() => model = MaskModel.Load(file.Path);

    public void Dispose()
    {
        detector.Dispose();
        model.Dispose();
        file.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Sink_of_a_new_kind_is_a_class_and_a_row_and_receives_everything_in_order()
    {
        VideoSinkKind[] kinds = [.. VideoSinks.Kinds, new VideoSinkKind("csv", target => new CsvSink(target.Writer))];
        using var lines = new StringWriter { NewLine = "\n" };
        using IVideoSink sink = VideoSinks.Create("csv", new VideoSinkTarget { Writer = lines }, kinds);
        Assert.True(Run(Clip.Noise(folder.File("door.mp4"), Enumerable.Repeat(Dark, 8)), sink));
        Assert.Equal(
            ["begin,8,25,False", "0,1", "1,1", "2,1", "3,1", "4,1", "5,1", "6,1", "violation,6,1", "7,1", "finish", "summary,8,1,"],
            lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Every_kind_of_sink_can_be_created_and_serves_one_run_together()
    {
        using var text = new StringWriter();
        using var json = new StringWriter();
        IVideoSink[] sinks =
        [
            VideoSinks.Create(VideoSinks.Text, new VideoSinkTarget { Writer = text }),
            VideoSinks.Create(VideoSinks.Json, new VideoSinkTarget { Writer = json }),
            VideoSinks.Create(VideoSinks.Mp4, new VideoSinkTarget { Path = folder.File("out.mp4") }),
        ];
        Assert.True(Run(Clip.Noise(folder.File("door.mp4"), Enumerable.Repeat(Dark, 8)), sinks));
        Array.ForEach(sinks, sink => sink.Dispose());
        Assert.Contains("8 frames", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(8 + 2, json.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(8, Clip.Read(folder.File("out.mp4")).Count);
        Assert.Equal(VideoSinks.Kinds.Count, VideoSinks.Kinds.Select(kind => kind.Name).Distinct().Count());
    }

    [Fact]
    public void Unknown_kind_of_sink_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => VideoSinks.Create("fax", new VideoSinkTarget()));
        Assert.Contains("text, json, mp4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_that_cannot_be_opened_is_reported_to_the_sinks()
    {
        using var lines = new StringWriter { NewLine = "\n" };
        using var sink = new CsvSink(lines);
        Assert.False(Run(folder.File("nowhere.mp4"), sink));
        Assert.Equal($"failure,{folder.File("nowhere.mp4")},the file does not exist\n", lines.ToString());
    }

    [Fact]
    public void Output_that_cannot_be_completed_is_reported_instead_of_a_summary()
    {
        using var lines = new StringWriter { NewLine = "\n" };
        using var sink = new CsvSink(lines) { FailsToFinish = true };
        Assert.False(Run(Clip.Noise(folder.File("door.mp4"), [Dark]), sink));
        Assert.EndsWith("door.mp4,full\n", lines.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("summary", lines.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Live_source_ends_regularly_when_it_is_cancelled()
    {
        using CameraServer server = CameraServer.Motion(5, 100000);
        using var cancellation = new CancellationTokenSource();
        using var lines = new StringWriter { NewLine = "\n" };
        using var sink = new CsvSink(lines) { Violation = cancellation.Cancel };
        Watcher().Run(VideoAddress.TryParse(server.Url)!, [sink], cancellation.Token);
        Assert.Contains("finish\nsummary,", lines.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Recording_is_abandoned_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var lines = new StringWriter { NewLine = "\n" };
        using var sink = new CsvSink(lines) { Violation = cancellation.Cancel };
        VideoAddress address = VideoAddress.TryParse(Clip.Noise(folder.File("door.mp4"), Enumerable.Repeat(Dark, 60)))!;
        Assert.ThrowsAny<OperationCanceledException>(() => Watcher().Run(address, [sink], cancellation.Token));
        Assert.DoesNotContain("finish", lines.ToString(), StringComparison.Ordinal);
    }

    private VideoWatcher Watcher() => new(new FacePipeline(model, detector, Settings.Predict), Settings, warnings.Add);

    private bool Run(string path, params IVideoSink[] sinks) => Watcher().Run(VideoAddress.TryParse(path)!, sinks, CancellationToken.None);

    /// <summary>A sink that MaskML does not have.</summary>
    private sealed class CsvSink(TextWriter output) : IVideoSink
    {
        public bool FailsToFinish { get; init; }

        public Action Violation { get; init; } = () => { };

        public void Begin(VideoInfo video) =>
            output.WriteLine(FormattableString.Invariant($"begin,{video.FrameCount},{video.FramesPerSecond},{video.IsLive}"));

        public void WriteFrame(FrameResult frame, Mat picture)
        {
            Assert.Equal(frame.Size, picture.Size());
            output.WriteLine(FormattableString.Invariant($"{frame.Number},{frame.Faces.Count}"));
        }

        public void WriteViolation(FrameResult frame, ViolationStarted violation)
        {
            output.WriteLine(FormattableString.Invariant($"violation,{frame.Number},{violation.Track}"));
            Violation();
        }

        public void Finish()
        {
            output.WriteLine("finish");
            if (FailsToFinish)
            {
                throw new InputException("full");
            }
        }

        public void WriteSummary(VideoSummary summary, string? error) =>
            output.WriteLine(FormattableString.Invariant($"summary,{summary.Frames},{summary.People},{error}"));

        public void WriteFailure(string source, string error) => output.WriteLine($"failure,{source},{error}");

        public void Dispose()
        {
        }
    }
}
