using System.Globalization;
using MaskML.Bench.Processes;
using MaskML.Predict.Files;

namespace MaskML.Bench.Fleet;

/// <summary>Measures photos that two workers judge through NATS, against one process on the same cores.</summary>
internal sealed class FleetBench : IBench
{
    private const string NatsServer = "nats-server";

    /// <inheritdoc/>
    public string Name => "fleet";

    /// <inheritdoc/>
    public string Title => "predict on the cores of this machine: alone, and handed over to two workers that have judged photos before";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        int rounds = setup.Quick ? 1 : 3;
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        string port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        using BenchProcess nats = BenchProcess.Start(
            Find(NatsServer), ["-a", "127.0.0.1", "-p", port, "-js", "-sd", scratch.Path, "-l", Path.Combine(scratch.Path, "log")]);
        string url = "nats://127.0.0.1:" + port;
        foreach ((string what, string folder, string detector) in ((string, string, string)[])
        [
            ("crops of faces", BenchSetup.Shared("data/face-mask-12k/Train"), "none"),
            ("photos", BenchSetup.Shared("data/street-cn"), "masknet"),
        ])
        {
            string output = Path.Combine(scratch.Path, "answers");
            string[] alone = ["predict", folder, "--json", output, "--set", "predict.detector=" + detector];
            string[] handed = ["predict", folder, "--json", output, "--fleet", url, "--set", "fleet.shared=" + folder];
            string[] work = ["work", "--fleet", url, "--set", "fleet.shared=" + folder, "--set", "predict.detector=" + detector];
            using BenchProcess first = await BenchProcess.StartMaskMLAsync(work).ConfigureAwait(false);
            using BenchProcess second = await BenchProcess.StartMaskMLAsync(work).ConfigureAwait(false);
            BenchProcess[] others = [nats, first, second];
            var costs = new List<(Cost Alone, Cost Fleet)>();
            for (int round = -1; round < rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Cost one = await BenchProcess.RunMaskMLAsync(alone).ConfigureAwait(false);
                double before = others.Sum(other => other.CpuSeconds);
                Cost caller = await BenchProcess.RunMaskMLAsync(handed).ConfigureAwait(false);
                if (round >= 0)
                {
                    costs.Add((one, caller with { CpuSeconds = caller.CpuSeconds + others.Sum(other => other.CpuSeconds) - before }));
                }
            }

            int photos = File.ReadLines(output).Count();
            string baseline = $"{photos:N0} {what}, one process";
            string fleet = $"{photos:N0} {what}, two workers";
            double more = Rounds.Median(costs.Select(cost => cost.Fleet.CpuSeconds - cost.Alone.CpuSeconds));
            sheet.Add(baseline, "photos/s", photos / Rounds.Median(costs.Select(cost => cost.Alone.Seconds)));
            sheet.Add(baseline, "CPU", Rounds.Median(costs.Select(cost => cost.Alone.CpuSeconds)), "s");
            sheet.Add(fleet, "photos/s", photos / Rounds.Median(costs.Select(cost => cost.Fleet.Seconds)), "", baseline);
            sheet.Add(fleet, "CPU", Rounds.Median(costs.Select(cost => cost.Fleet.CpuSeconds)), "s", baseline);
            sheet.Add(fleet, "CPU more a photo", 1000 * more / photos, "ms");
        }
    }

    private static string Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new InputException($"{program} is not here");
}
