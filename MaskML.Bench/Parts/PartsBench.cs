using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using MaskML.Bench.Results;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using Perfolizer.Horology;

namespace MaskML.Bench.Parts;

/// <summary>The small parts, measured by BenchmarkDotNet in this process.</summary>
internal sealed class PartsBench : IBench
{
    /// <summary>What the other parts are compared with.</summary>
    public const string Baseline = "backbone, bare session";

    /// <inheritdoc/>
    public string Name => "parts";

    /// <inheritdoc/>
    public string Title => "what happens to one face, in parts, on one thread, by BenchmarkDotNet";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken stop)
    {
        FaceParts.Config = setup.Config;
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        Job job = Job.Default.WithToolchain(InProcessNoEmitToolchain.DontLogOutput).WithWarmupCount(3).WithIterationCount(setup.Quick ? 5 : 15)
            .WithIterationTime(TimeInterval.FromMilliseconds(setup.Quick ? 50 : 200));
        IConfig config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).WithArtifactsPath(scratch.Path);
        Summary summary = BenchmarkRunner.Run<FaceParts>(config);
        if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
        {
            throw new InputException($"BenchmarkDotNet: {string.Join("; ", summary.ValidationErrors.Select(error => error.Message).DefaultIfEmpty("a part failed"))}");
        }

        foreach (BenchmarkReport report in summary.Reports.OrderByDescending(report => report.BenchmarkCase.Descriptor.Baseline))
        {
            string subject = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
            sheet.Add(subject, "mean", report.ResultStatistics!.Mean / 1e3, "µs", Baseline);
            sheet.Add(subject, "± half of the 99.9 % interval", report.ResultStatistics.ConfidenceInterval.Margin / 1e3, "µs");
            sheet.Add(subject, "allocated", report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0, "B");
        }

        sheet.Note("a drawn face of data/sample; memory of OpenCV and ONNX Runtime is not counted");
        return Task.CompletedTask;
    }
}
