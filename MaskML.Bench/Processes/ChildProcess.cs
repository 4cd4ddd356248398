namespace MaskML.Bench.Processes;

/// <summary>Starts other programs and reads what they write.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a program whose output is read.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working folder; null for the current one.</param>
    /// <param name="variables">Its environment variables in addition to those of this process.</param>
    public static Process Start(
        string program, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Starts the built <c>maskml</c>.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working folder; null for the current one.</param>
    /// <param name="variables">Its environment variables in addition to those of this process.</param>
    public static Process StartMaskML(
        IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] variables) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "maskml.dll"), .. arguments], folder, variables);
}
