using System.Diagnostics;

namespace MaskML.Cli.Terminal;

/// <summary>Starts this program again.</summary>
internal static class ThisProgram
{
    /// <summary>A command line of this program, whether it is a single file, has a host of its own, or runs in <c>dotnet</c>.</summary>
    /// <param name="args">The arguments.</param>
    public static ProcessStartInfo Command(IEnumerable<string> args)
    {
        string host = Environment.ProcessPath!;
        bool isDotnet = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(host, isDotnet ? [Environment.GetCommandLineArgs()[0], .. args] : args);
    }
}
