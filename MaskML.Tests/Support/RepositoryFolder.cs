namespace MaskML.Tests.Support;

/// <summary>Finds files of the repository that the tests were built in.</summary>
internal static class RepositoryFolder
{
    /// <summary>Path of the repository's root.</summary>
    public static string Root { get; } = Find();

    /// <summary>Path of a program of the solution in the configuration of the tests.</summary>
    public static string Program(string project)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, project, "bin", built.Parent!.Name, built.Name, project + ".dll");
    }

    private static string Find()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "MaskML.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new DirectoryNotFoundException("MaskML.sln is in no folder above the tests.");
    }
}
