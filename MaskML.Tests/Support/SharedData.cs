using Xunit;

namespace MaskML.Tests.Support;

/// <summary>Real photos and models beside the repository; tests that need them are skipped where they are absent.</summary>
public static class SharedData
{
    /// <summary>Path of a file or folder below <c>../shared</c>; skips the calling test where it is absent.</summary>
    public static string Need(string relative)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, "shared", relative);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"../shared/{relative} is not here.");
        return "";
    }
}
