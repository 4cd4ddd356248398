using System.Diagnostics;

namespace MaskML.Bench.Reload;

/// <summary>A shell in a process of its own that does one command after another: what other programs do to files.</summary>
internal sealed class Shell : IDisposable
{
    private const string Done = "--done--";

    private readonly Process process;

    /// <summary>Starts it.</summary>
    /// <param name="folder">Its working folder.</param>
    public Shell(string folder)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        process = Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public void Run(string command)
    {
        process.StandardInput.WriteLine($"{{ {command}; }} 1>&2; echo \"$? {Done}\"");
        string? answer = process.StandardOutput.ReadLine();
        if (answer != "0 " + Done)
        {
            throw new InvalidOperationException($"The shell said '{answer}' to: {command}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
