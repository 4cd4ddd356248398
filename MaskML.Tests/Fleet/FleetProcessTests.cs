using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary><c>predict --fleet</c> and <c>work</c> as the processes that users start.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class FleetProcessTests : IDisposable
{
    private readonly FleetProcesses processes = new();

    public void Dispose() => processes.Dispose();

    [Fact]
    public async Task Photos_are_answered_in_order_as_on_one_machine_although_a_worker_is_killed_on_the_way()
    {
        using NatsServer server = await NatsServer.StartAsync();
        processes.Draw(120);
        File.WriteAllText(processes.File("photos/00051.jpg"), "no photo");
        CommandLine alone = await processes.PredictAloneAsync();
        Assert.Equal(ExitCodes.Input, alone.ExitCode);
        Process first = processes.Work(server.Url);
        Process caller = processes.Predict(server.Url);
        string? line = await caller.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, line ?? await caller.StandardError.ReadToEndAsync());
        List<string> lines = [line!];
        first.Kill();
        Process second = processes.Work(server.Url);
        Process third = processes.Work(server.Url);
        lines.AddRange((await caller.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        string error = await caller.StandardError.ReadToEndAsync();
        await caller.WaitForExitAsync();

        Assert.Equal(alone.Lines.Select(FleetProcesses.WithoutTimes), lines.Select(FleetProcesses.WithoutTimes));
        Assert.Equal(ExitCodes.Input, caller.ExitCode);
        Assert.Contains("1 of 120 photos failed", error, StringComparison.Ordinal);

        // A photo is acknowledged after it was answered, so the caller may be done before.
        string status = "";
        await Eventually.TrueAsync(
            () =>
            {
                status = CommandLine.RunAnyAsync("fleet", "status", "--fleet", server.Url).GetAwaiter().GetResult().Output;
                return status.StartsWith("portions 0 wait, 0 with workers, 0 tried again\nworkers ", StringComparison.Ordinal);
            },
            () => status);
        Assert.DoesNotContain("job", status, StringComparison.Ordinal);

        TrainProcess.Signal(second, "TERM");
        await second.WaitForExitAsync();
        Assert.Equal(ExitCodes.Done, second.ExitCode);
        Assert.False(third.HasExited);
    }

    [Fact]
    public async Task Without_a_fleet_nothing_of_NATS_is_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists the files that a process has loaded.");
        using Mat photo = TinyModel.Noise(200, 1, 50);
        Cv2.ImWrite(processes.File("a.png"), photo);
        Process process = processes.Start("predict", processes.File("a.png"), "-", "--detector", "none");

        // It has judged the first photo, and waits for standard input.
        string? answer = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        string loaded = await File.ReadAllTextAsync(
            FormattableString.Invariant($"/proc/{process.Id}/maps"), TestContext.Current.CancellationToken);
        Assert.Contains(processes.File("a.png"), answer, StringComparison.Ordinal);
        Assert.Contains("MaskML.Fleet.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("NATS.", loaded, StringComparison.Ordinal);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("--model", "m.zip")]
    [InlineData("--out", "dir")]
    [InlineData("--distance")]
    public async Task Options_that_the_workers_decide_are_refused(params string[] options)
    {
        CommandLine line = await CommandLine.RunAsync(["a.jpg", "--fleet", "nats://localhost", .. options]);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains($"found {options[0]} too", line.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://broker")]
    [InlineData("broker:4222")]
    public async Task Address_that_is_not_of_NATS_is_refused(string url)
    {
        CommandLine line = await CommandLine.RunAsync("a.jpg", "--fleet", url);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("expected addresses such as nats://broker:4222", line.Error, StringComparison.Ordinal);
    }
}
