using System.Diagnostics;
using System.Text.Json;
using MaskML.Serve.Events;
using MaskML.Serve.Runs;

namespace MaskML.Serve.Trainings;

/// <summary>A training in a process of its own.</summary>
internal sealed class TrainingJob(TrainingAnswer started, Process process, ServerPaths paths, TimeProvider time)
{
    private const string Running = "running";
    private const int MaxWarnings = 20;
    private const int MaxErrors = 5;

    // A training that does not end when it is cancelled, such as one that writes its run, is killed.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    private readonly ChangeSignal changes = new();
    private volatile TrainingAnswer state = started;
    private volatile bool cancelled;

    /// <summary>The training as it is now.</summary>
    public TrainingAnswer State => state;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => state.State == Running;

    /// <summary>Completes with the next change of <see cref="State"/>.</summary>
    public Task Changed => changes.Next;

    /// <summary>Starts the process with lower priority, so that it does not slow answers down.</summary>
    public static Process Launch(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.UseShellExecute = false;
        Process process = Process.Start(start)!;
        try
        {
            process.PriorityClass = ProcessPriorityClass.Idle;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // The service itself has a lower priority already, or the process has ended.
        }

        return process;
    }

    /// <summary>Follows the process to its end.</summary>
    public async Task FollowAsync()
    {
        Task<string> errors = LastLinesAsync(process.StandardError);
        while (await process.StandardOutput.ReadLineAsync() is { } text)
        {
            if (Parse(text) is { } line)
            {
                Set(With(state, line));
            }
        }

        string error = await errors;
        await process.WaitForExitAsync();
        bool done = process.ExitCode == 0 && state.Run is not null;
        Set(state with
        {
            State = done ? "done" : cancelled ? "cancelled" : "failed",
            Ended = time.GetUtcNow(),
            Comparison = done ? state.Comparison : null, // It came before the run was complete.
            Problem = done || cancelled ? null : error.Length > 0 ? error : $"The training ended with the exit code {process.ExitCode}.",
        });
        process.Dispose();
    }

    /// <summary>Cancels the training, which ends within seconds.</summary>
    public void Cancel()
    {
        if (!IsRunning)
        {
            return;
        }

        cancelled = true;
        process.StandardInput.Close();
        _ = Task.Delay(GracePeriod, CancellationToken.None).ContinueWith(_ => Kill(), TaskScheduler.Default);
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private void Set(TrainingAnswer next)
    {
        state = next;
        changes.Raise();
    }

    private static TrainingAnswer With(TrainingAnswer now, WorkerLine line) => now with
    {
        Phase = line.Phase ?? now.Phase,
        Done = line.Phase is null ? now.Done : line.Done,
        Total = line.Phase is null ? now.Total : line.Total,
        Warnings = line.Warning is null || now.Warnings.Count >= MaxWarnings ? now.Warnings : [.. now.Warnings, line.Warning],
        Run = line.Run ?? now.Run,
        Comparison = line.Comparison ?? now.Comparison,
        NotComparable = line.NotComparable ?? now.NotComparable,
    };

    private static WorkerLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ServeJson.Default.WorkerLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The reason is the last thing that a process says.
    private async Task<string> LastLinesAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            lines.RemoveRange(0, Math.Max(0, lines.Count - MaxErrors));
        }

        const string Mark = "error: ";
        int from = lines.FindLastIndex(line => line.StartsWith(Mark, StringComparison.Ordinal));
        return paths.Remove(string.Join(' ', lines.Skip(Math.Max(from, 0))).Replace(Mark, "", StringComparison.Ordinal));
    }
}
