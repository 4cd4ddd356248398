using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Packages;

/// <summary>A folder outside the repository whose NuGet configuration knows the packages of this build.</summary>
public sealed class PackageFeed : IDisposable
{
    private readonly TempFolder folder = new();

    public PackageFeed()
    {
        string installed = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own ? own
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        Directory.CreateDirectory(Feed);

        // What is there already is not copied, unless it would hide the packages of this build.
        bool hides = Directory.Exists(Path.Combine(installed, "maskml.predict"));
        string fallback = hides ? "" : $"""<add key="installed" value="{installed}" />""";
        System.IO.File.WriteAllText(folder.File("nuget.config"), $"""
            <configuration>
              <packageSources><add key="built" value="{Feed}" /></packageSources>
              <fallbackPackageFolders>{fallback}</fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>The version of the packages.</summary>
    public static string Version { get; } = typeof(PackageFeed).Assembly.GetName().Version!.ToString(3);

    /// <summary>The folder.</summary>
    public string Root => folder.Path;

    /// <summary>Folder of the packages.</summary>
    public string Feed => Path.Combine(Root, "feed");

    /// <summary>Path of a file in the folder.</summary>
    public string File(string relative) => folder.File(relative);

    /// <summary>Packs a project that the tests were built with, unless it is packed already.</summary>
    public void Pack(string project, params string[] options)
    {
        string id = project == "MaskML.Cli" ? "maskml" : project;
        if (!System.IO.File.Exists(Path.Combine(Feed, $"{id}.{Version}.nupkg")))
        {
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            string path = Path.Combine(RepositoryFolder.Root, project);
            Finish("dotnet", ["pack", path, "-c", configuration, "-o", Feed, .. options], isUser: false);
        }
    }

    /// <summary>Makes a project from a template of the SDK, with packages and a program.</summary>
    public void New(string template, string name, string program, params string[] packages)
    {
        Dotnet("new", template, "-o", name, "--no-restore");
        foreach (string package in packages)
        {
            string[] parts = [.. package.Split(' '), Version];
            Dotnet("add", name, "package", parts[0], "--version", parts[1], "--no-restore");
        }

        System.IO.File.Delete(Path.Combine(Root, name, "Worker.cs"));
        System.IO.File.WriteAllText(Path.Combine(Root, name, "Program.cs"), program);
    }

    /// <summary>Runs the SDK; fails the test when that fails.</summary>
    public string Dotnet(params string[] args) => Finish("dotnet", args);

    /// <summary>Starts a program in the folder, as somebody who has neither packages nor caches.</summary>
    public Process Start(string program, params string[] args) => Start(program, args, isUser: true);

    /// <summary>Runs a program as <see cref="Start(string, string[])"/> does; fails the test when it fails.</summary>
    /// <returns>What it wrote.</returns>
    public string Finish(string program, string[] args, bool isUser = true)
    {
        using Process process = Start(program, args, isUser);
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.True(code == 0, $"{program} {string.Join(' ', args)}\n{output}{error}");
        return output + error;
    }

    // The repository itself is packed with the packages that it was restored with.
    private Process Start(string program, string[] args, bool isUser)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (isUser)
        {
            start.Environment["NUGET_PACKAGES"] = Path.Combine(Root, "packages");
        }

        start.Environment["XDG_CACHE_HOME"] = Path.Combine(Root, "cache");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment.Remove("MASKML_MODELS");
        return Process.Start(start)!;
    }

    /// <summary>The C# of a page that contains a text.</summary>
    public static string CodeOf(string page, string text) =>
        System.IO.File.ReadAllText(Path.Combine(RepositoryFolder.Root, page)).Split("```csharp\n").Skip(1)
            .Select(block => block[..block.IndexOf("\n```", StringComparison.Ordinal)])
            .Single(block => block.Contains(text, StringComparison.Ordinal));

    /// <summary>The package of OpenCV for Linux x64, with its version.</summary>
    public static string OpenCv { get; } = Central("OpenCvSharp4.official.runtime.linux-x64");

    /// <summary>A package of the repository's list, with its version.</summary>
    public static string Central(string id) => $"{id} " + Regex.Match(
        System.IO.File.ReadAllText(Path.Combine(RepositoryFolder.Root, "Directory.Packages.props")),
        $"\"{Regex.Escape(id)}\" Version=\"([^\"]+)\"").Groups[1].Value;

    /// <summary>Skips the calling test on systems whose OpenCV package it does not name.</summary>
    public static void SkipElsewhere() => Assert.SkipUnless(
        RuntimeInformation.RuntimeIdentifier.EndsWith("-x64", StringComparison.Ordinal) && OperatingSystem.IsLinux(),
        "The programs of these tests are for Linux x64.");

    public void Dispose() => folder.Dispose();
}
