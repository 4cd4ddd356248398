using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using MaskML.Predict.Files;

namespace MaskML.Cli.Catalogue;

/// <summary>A NuGet package that the program takes a file from; no project of ours refers to it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record NuGetPackage(string Id, string Version)
{
    /// <summary>Restores the package with dotnet, without its dependencies.</summary>
    /// <param name="feed">The feed; null for those that the user has configured.</param>
    /// <param name="cancellationToken">Stops dotnet.</param>
    /// <returns>The package's folder in the user's package cache.</returns>
    /// <exception cref="InputException">dotnet is missing, or no feed has the package.</exception>
    public async Task<string> RestoreAsync(string? feed, CancellationToken cancellationToken)
    {
        using var scratch = ScratchFolder.InSystemTemp();
        string project = Path.Combine(scratch.Path, "package.csproj");
        AtomicFile.WriteText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>netstandard2.0</TargetFramework>
                <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
              </PropertyGroup>
              <ItemGroup><PackageDownload Include="{Id}" Version="[{Version}]" /></ItemGroup>
            </Project>
            """);
        await RestoreAsync(project, feed, cancellationToken).ConfigureAwait(false);
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(scratch.Path, "obj", "project.assets.json")));
        return assets.RootElement.GetProperty("packageFolders").EnumerateObject()
            .Select(cache => Path.Combine(cache.Name, Id.ToLowerInvariant(), Version))
            .First(Directory.Exists);
    }

    private async Task RestoreAsync(string project, string? feed, CancellationToken cancellationToken)
    {
        try
        {
            using Process dotnet = Process.Start(
                new ProcessStartInfo("dotnet", ["restore", project, "--nologo", .. feed is null ? [] : (string[])["--source", feed]])
                {
                    RedirectStandardOutput = true,
                })!;
            try
            {
                string said = await dotnet.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                await dotnet.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                if (dotnet.ExitCode != 0)
                {
                    throw new InputException($"{Id} {Version} was not restored. dotnet restore says:{Environment.NewLine}{said.Trim()}");
                }
            }
            finally
            {
                dotnet.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception e)
        {
            throw new InputException($"{Id} is restored with the .NET SDK, and dotnet cannot be started: {e.Message}", e);
        }
    }
}
