using MaskML.Bench.Processes;

namespace MaskML.Bench.Measuring;

/// <summary>A process that runs beside this one, with its processor time.</summary>
internal sealed class BenchProcess : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private readonly Process process;

    private BenchProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    /// <summary>Processor time in seconds.</summary>
    public double CpuSeconds => ChildProcess.ProcessorOf(process).TotalSeconds;

    /// <summary>Starts a program.</summary>
    public static BenchProcess Start(string program, IEnumerable<string> arguments) => new(ChildProcess.Start(program, arguments));

    /// <summary>Starts <c>maskml</c> in the repository, and waits until it says something.</summary>
    /// <exception cref="InputException">It ends before.</exception>
    public static async Task<BenchProcess> StartMaskMLAsync(params string[] arguments)
    {
        Process process = ChildProcess.StartMaskML(arguments, BenchSetup.Repository);
        return await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is not null
            ? new BenchProcess(process)
            : throw new InputException($"maskml {arguments[0]}: {await process.StandardError.ReadToEndAsync().ConfigureAwait(false)}");
    }

    /// <summary>Runs <c>maskml</c> in the repository to its end.</summary>
    /// <returns>What it took.</returns>
    /// <exception cref="InputException">It fails.</exception>
    public static async Task<Cost> RunMaskMLAsync(params string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = ChildProcess.StartMaskML(arguments, BenchSetup.Repository);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();

        double cpu = 0;
        while (!process.HasExited)
        {
            try
            {
                cpu = ChildProcess.ProcessorOf(process).TotalSeconds;
            }
            catch (InvalidOperationException)
            {
                // It has ended just now.
            }

            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(Period)).ConfigureAwait(false);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await output.ConfigureAwait(false);
        return process.ExitCode == 0 ? new Cost(seconds, cpu)
            : throw new InputException($"maskml {arguments[0]}: {await error.ConfigureAwait(false)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
