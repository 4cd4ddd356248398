using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MaskML.Bench.Processes;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Deploy;

/// <summary>
/// The steps of the Dockerfile, one by one, where no container engine runs: its sources are published in a folder of their own, and the
/// service runs in a bare Debian with a read-only root, as the user without rights.
/// </summary>
/// <remarks>
/// The runtime is this machine's in place of the base image's, and the packages have the names of Debian 12, which lack the suffix
/// <c>t64</c> of Ubuntu 24.04. The bare system is made with <c>debootstrap</c>, or taken from the folder <c>MASKML_TEST_ROOT</c>.
/// </remarks>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class ContainerTests(ITestOutputHelper output) : IDisposable
{
    private const string User = "1654"; // The user `app` of the base image.
    private const string BasePackages = "ca-certificates libicu72 libssl3 libstdc++6 tzdata"; // What the base image has besides.

    private readonly TempFolder folder = new();
    private readonly string[] steps = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "Dockerfile"))
        .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');

    [Fact]
    public async Task Steps_of_the_dockerfile_give_a_service_that_answers_and_ends_in_order()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/debootstrap"),
            "Root and the program debootstrap of Debian make the bare system.");
        string published = Publish();
        string root = Prepare(published);
        int port = FreePort.Find();
        using Process service = Start(root, port, Instruction("ENTRYPOINT"));
        try
        {
            Task<string> error = service.StandardError.ReadToEndAsync();
            Task<string> text = service.StandardOutput.ReadToEndAsync();
            await Eventually.TrueAsync(
                () =>
                {
                    using Process check = Start(root, port, Instruction("HEALTHCHECK"));
                    return service.HasExited || TrainProcess.Finish(check).ExitCode == 0;
                },
                () => "the health check fails");
            Assert.False(service.HasExited, service.HasExited ? await error : "");
            using var client = new HttpClient();
            using HttpResponseMessage answer = await client.PostAsync(
                new Uri($"http://127.0.0.1:{port}/v1/predict"), ServeFixture.Body(ServeFixture.Bright, "image/jpeg"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

            using Process intruder = Start(root, port, "\"touch\", \"/app/written\"");
            Assert.Contains("Read-only file system", TrainProcess.Finish(intruder).Error, StringComparison.Ordinal);

            Run("/bin/kill", "-TERM", service.Id.ToString(CultureInfo.InvariantCulture));
            await service.WaitForExitAsync();
            Assert.True(service.ExitCode == 0, await text + await error);
            output.WriteLine($"program {Megabytes(published)} MB, bare system with its packages and the program {Megabytes(root)} MB");
        }
        finally
        {
            service.Kill();
        }
    }

    public void Dispose() => folder.Dispose();

    // Copies what the first stage copies and nothing else, and runs its commands.
    private string Publish()
    {
        string source = Directory.CreateDirectory(Path.Combine(folder.Path, "src")).FullName;
        string ignored = string.Join(' ', File.ReadLines(Path.Combine(RepositoryFolder.Root, ".dockerignore"))
            .Where(line => !"#!".Contains(line[0], StringComparison.Ordinal) && line != "*")
            .Select(line => $"--exclude='{Path.GetFileName(line)}'"));
        string published = Path.Combine(folder.Path, "out");
        foreach (string step in steps.SkipWhile(step => !step.StartsWith("WORKDIR", StringComparison.Ordinal))
            .TakeWhile(step => !step.StartsWith("FROM", StringComparison.Ordinal)))
        {
            if (step.StartsWith("COPY ", StringComparison.Ordinal))
            {
                string[] paths = step.Split(' ')[1..];
                string target = Path.Combine(source, paths[^1]);
                foreach (string path in paths[..^1])
                {
                    // As Docker does, the contents of a folder are copied rather than the folder.
                    bool isFolder = Directory.Exists(Path.Combine(RepositoryFolder.Root, path));
                    Directory.CreateDirectory(isFolder ? target : Path.GetDirectoryName(Path.Combine(target, "x"))!);
                    Run("sh", "-c", $"cd '{RepositoryFolder.Root}' && tar -c {ignored} "
                        + (isFolder ? $"-C '{path}' ." : $"-C '{Path.GetDirectoryName("./" + path)}' '{Path.GetFileName(path)}'")
                        + $" | tar -x -C '{target}'");
                }
            }
            else if (step.StartsWith("RUN ", StringComparison.Ordinal))
            {
                string command = step[4..].Replace("/out", published, StringComparison.Ordinal);
                Run("sh", "-c", $"cd '{source}' && MSBUILDDISABLENODEREUSE=1 {command}");
            }
        }

        return published;
    }

    // What the second stage brings: a bare system, the runtime, the packages and the program.
    private string Prepare(string published)
    {
        string root = Path.Combine(folder.Path, "root");
        if (Environment.GetEnvironmentVariable("MASKML_TEST_ROOT") is { Length: > 0 } made)
        {
            Run("cp", "--archive", made, root);
        }
        else
        {
            Run("debootstrap", "--variant=minbase", "bookworm", root);
        }

        string install = steps.Single(step => step.StartsWith("RUN apt-get", StringComparison.Ordinal))[4..];
        Run("chroot", root, "sh", "-c", $"export DEBIAN_FRONTEND=noninteractive; {install}"
            .Replace("t64", "", StringComparison.Ordinal)
            .Replace("--no-install-recommends ", $"--no-install-recommends {BasePackages} ", StringComparison.Ordinal));
        string runtime = Path.GetDirectoryName(Environment.ProcessPath)!;
        Directory.CreateDirectory(root + runtime);
        foreach (string part in new[] { "dotnet", "host", "shared" })
        {
            Run("cp", "--archive", Path.Combine(runtime, part), root + runtime);
        }

        File.CreateSymbolicLink(root + "/usr/bin/dotnet", Path.Combine(runtime, "dotnet"));
        Run("cp", "--archive", published, root + "/app");
        return root;
    }

    // The command of an instruction in a mount namespace with the root read-only and /tmp in memory; unshare becomes the command itself.
    private Process Start(string root, int port, string instruction)
    {
        IEnumerable<string> environment = steps.SkipWhile(step => !step.StartsWith("WORKDIR /app", StringComparison.Ordinal))
            .Where(step => step.StartsWith("ENV ", StringComparison.Ordinal))
            .SelectMany(step => step[4..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(entry => $"'{entry.Replace(":8080", $":{port}", StringComparison.Ordinal)}'");
        Assert.NotEmpty(environment);
        string command = string.Join(
            ' ', Regex.Matches(instruction, "\"([^\"]+)\"").Select(match => $"'{match.Groups[1].Value}'"));
        return ChildProcess.Start(
            "unshare",
            [
                "--mount", "sh", "-c",
                "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && mount -t tmpfs tmpfs \"$0/tmp\" && "
                + "mount -t proc proc \"$0/proc\" && cd \"$0\" && "
                + $"exec chroot --userspec={User}:{User} . /usr/bin/env -i --chdir=/app PATH=/usr/bin:/bin HOME=/tmp "
                + $"{string.Join(' ', environment)} {command}",
                root,
            ]);
    }

    private string Instruction(string name) => steps.Single(step => step.StartsWith(name + " ", StringComparison.Ordinal));

    private static void Run(string program, params string[] args)
    {
        using Process process = ChildProcess.Start(program, args);
        (int code, string text, string error) = TrainProcess.Finish(process);
        Assert.True(code == 0, $"{program} {string.Join(' ', args)}\n{text}{error}");
    }

    private static long Megabytes(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Sum(file => file.Length) >> 20;
}
