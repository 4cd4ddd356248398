using System.Runtime.InteropServices;
using MaskML.Bench.Processes;
using MaskML.Train.Runs;

namespace MaskML.Bench.Results;

/// <summary>The machine and the commit that were measured.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Cores that this process may use.</param>
/// <param name="MemoryGigabytes">Memory that this process may use, in gigabytes.</param>
/// <param name="System">The operating system.</param>
/// <param name="Packages">Versions of the packages.</param>
/// <param name="Commit">The commit; null outside a repository.</param>
/// <param name="Clean">Whether the working tree equals the commit, except for results.</param>
/// <param name="Date">Time of the run in UTC.</param>
internal sealed record BenchMachine(
    string Processor,
    int Cores,
    double MemoryGigabytes,
    string System,
    IReadOnlyDictionary<string, string> Packages,
    string? Commit,
    bool Clean,
    DateTimeOffset Date)
{
    /// <summary>Describes this machine.</summary>
    /// <param name="repository">Folder of the repository.</param>
    /// <param name="now">The current time.</param>
    public static BenchMachine Of(string repository, DateTimeOffset now) => new(
        ProcessorName(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        RuntimeInformation.OSDescription + ", " + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        PackageVersions.All,
        Git(repository, "rev-parse", "HEAD"),
        Git(repository, "status", "--porcelain", "--", ".", ":!" + ResultFile.Folder) == "",
        now);

    /// <summary>File name of its results: processor and cores.</summary>
    public string FileName
    {
        get
        {
            string plain = new([.. Processor.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
            return $"{string.Join('-', plain.Split('-', StringSplitOptions.RemoveEmptyEntries))}-{Cores}-cores";
        }
    }

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string? Git(string folder, params string[] arguments)
    {
        try
        {
            using Process git = ChildProcess.Start("git", arguments, folder);
            string answer = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? answer : null;
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return null; // Git is not installed.
        }
    }
}
