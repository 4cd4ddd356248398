using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Serve.Runs;

/// <summary>The service, killed while it retrains and promotes.</summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class RetrainKillTests : IDisposable
{
    private const int Kills = 20;
    private const int LongestMilliseconds = 5000;

    private readonly TrainingFolder folder = new(20);

    private string Live => folder.Place("live.zip");

    private string[] Runs => [.. folder.RunFolders.Where(run => !Path.GetFileName(run).StartsWith('.'))];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Twenty_kills_while_retraining_and_promoting_leave_a_whole_live_model_and_readable_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        foreach (int iterations in new[] { 150, 151 })
        {
            CommandLine line = await folder.TrainAsync("--set", FormattableString.Invariant($"head.maxIterations={iterations}"));
            Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        }

        string[] candidates = [.. Runs.Select(run => Path.GetFileName(run))];
        string[] zips = [.. Runs.Select(run => LiveModelFile.HashOf(Path.Combine(run, "model.zip"))!)];
        File.Copy(Path.Combine(Runs[0], "model.zip"), Live);
        var random = new Random(20);
        for (int round = 0; round < Kills; round++)
        {
            using Process process = Start();
            using var client = new HttpClient { BaseAddress = await AddressAsync(process) };
            Assert.Equal(Runs.Length, (await client.GetFromJsonAsync<JsonElement>("/v1/runs")).GetProperty("runs").GetArrayLength());
            Task<HttpResponseMessage> training = client.PostAsJsonAsync("/v1/trainings", new { });
            Task promoting = PromoteInTurnAsync(client, candidates);
            process.WaitForExit(random.Next(LongestMilliseconds));
            process.Kill();
            TrainProcess.Finish(process);
            await Task.WhenAll(training.ContinueWith(_ => { }, TaskScheduler.Default), promoting);

            Assert.Contains(LiveModelFile.HashOf(Live), zips);
            Assert.All(Runs, run => ModelArchive.Read(StoredRun.Read(run).ModelPath));
            await Eventually.TrueAsync(() => !Trainings().Any(), () => string.Join('\n', Trainings()));
        }

        using Process last = Start();
        using var whole = new HttpClient { BaseAddress = await AddressAsync(last) };
        Assert.NotEmpty((await whole.GetFromJsonAsync<JsonElement>("/v1/promotions")).EnumerateArray());
        TrainProcess.Signal(last, "TERM");
        Assert.Equal(ExitCodes.Done, TrainProcess.Finish(last).ExitCode);
    }

    private static async Task PromoteInTurnAsync(HttpClient client, string[] candidates)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                string path = i % 3 == 2 ? "/v1/models/back" : $"/v1/runs/{candidates[i % 2]}/promote";
                using HttpResponseMessage _ = await client.PostAsJsonAsync(path, new { confirm = true, reason = "in turn" });
            }
        }
        catch (HttpRequestException)
        {
            // The service was killed.
        }
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        string? line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, line is null ? await process.StandardError.ReadToEndAsync() : "");
        return new Uri(line!.Split(' ')[0]);
    }

    // Command lines of trainings of this test that still run.
    private IEnumerable<string> Trainings() => Directory.GetDirectories("/proc").Select(Arguments)
        .Where(line => line.Contains("retrain", StringComparison.Ordinal) && line.Contains(folder.Config, StringComparison.Ordinal));

    private static string Arguments(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private Process Start()
    {
        string[] args =
        [
            Path.Combine(AppContext.BaseDirectory, "maskml.dll"), "serve", "--config", folder.Config, "--url", "http://127.0.0.1:0",
            "--set", "predict.detector=none",
        ];
        var start = new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(folder.Place("tmp")).FullName;
        return Process.Start(start)!;
    }
}
