using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using MaskML.Predict.Files;
using Perfolizer.Horology;

namespace MaskML.Bench.Photos;

/// <summary>Measures the steps for one face with BenchmarkDotNet, in this process.</summary>
internal sealed class PartsBench : IBench
{
    /// <summary>Description of the step that the others are compared with.</summary>
    public const string Baseline = "backbone, bare session";

    /// <inheritdoc/>
    public string Name => "parts";

    /// <inheritdoc/>
    public string Title => "the steps for one face on one thread, by BenchmarkDotNet";

    /// <inheritdoc/>
    public Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        FaceParts.Config = setup.Config;
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        Job job = Job.Default.WithToolchain(InProcessNoEmitToolchain.DontLogOutput)
            .WithWarmupCount(3)
            .WithIterationCount(setup.Quick ? 5 : 15)
            .WithIterationTime(TimeInterval.FromMilliseconds(setup.Quick ? 50 : 200));
        IConfig config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).WithArtifactsPath(scratch.Path);
        Summary summary = BenchmarkRunner.Run<FaceParts>(config);
        if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
        {
            IEnumerable<string> errors = summary.ValidationErrors.Select(error => error.Message).DefaultIfEmpty("a step failed");
            throw new InputException($"BenchmarkDotNet: {string.Join("; ", errors)}");
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
