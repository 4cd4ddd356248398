using System.Runtime.CompilerServices;
using MaskML.Predict.Files;

namespace MaskML.Tests.Files;

/// <summary>
/// A file system that refuses, as that of Windows does, to replace a file or to rename a folder while this process has it open.
/// </summary>
internal static class OpenFiles
{
    /// <summary>Environment variable that switches it on for a process of the tests.</summary>
    public const string Variable = "MASKML_TESTS_REFUSE_OPEN";

    [ModuleInitializer]
    internal static void Install()
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Renaming.Refusal = Refuse;
        }
    }

    private static void Refuse(string source, string target)
    {
        string folder = Path.GetFullPath(source) + Path.DirectorySeparatorChar;
        foreach (string open in Directory.EnumerateFiles("/proc/self/fd").Select(LinkOf))
        {
            if (open == Path.GetFullPath(target) || open.StartsWith(folder, StringComparison.Ordinal))
            {
                throw new IOException($"The process cannot access the file '{open}' because it is being used by another process.");
            }
        }
    }

    private static string LinkOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return ""; // Closed in the meantime.
        }
    }
}
