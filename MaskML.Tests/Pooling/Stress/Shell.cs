using System.Diagnostics;

namespace MaskML.Tests.Pooling.Stress;

/// <summary>A shell process that runs commands one after another, in the role of another program that changes files.</summary>
internal sealed class Shell : IDisposable
{
    private const string Done = "--done--";

    private readonly Process process;

    /// <summary>Starts the shell.</summary>
    /// <param name="folder">Its working folder.</param>
    public Shell(string folder)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        process = Process.Start(start)!;
    }

    /// <summary>Runs a command and waits for it.</summary>
    /// <exception cref="InvalidOperationException">The command failed.</exception>
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
