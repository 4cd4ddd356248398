using System.Runtime.InteropServices;

namespace MaskML.Predict.Errors;

/// <summary>Explains what to install when a native library cannot be loaded.</summary>
internal static class NativeLibraryFault
{
    private const string OpenCv = "OpenCvSharpExtern";

    /// <summary>Loads OpenCV's native library.</summary>
    /// <exception cref="InputException">It cannot be loaded; the message says what to install.</exception>
    public static void CheckOpenCv()
    {
        try
        {
            _ = Cv2.GetNumThreads();
        }
        catch (Exception e) when (Explain(e) is { } explanation)
        {
            throw new InputException(explanation, e);
        }
    }

    /// <summary>Returns the message for the user; null when the failure has another cause.</summary>
    public static string? Explain(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                return failure.ToString().Contains("OpenCvSharp", StringComparison.Ordinal)
                    ? ExplainOpenCv(LibraryFiles().Any(File.Exists), RuntimeInformation.RuntimeIdentifier)
                    : "A native library cannot be loaded: " + at.Message.Split('\n', 2)[0].TrimEnd();
            }
        }

        return null;
    }

    /// <summary>The message for OpenCV.</summary>
    /// <param name="isThere">Whether the file of the library is there, so that what it needs is missing.</param>
    /// <param name="system">The runtime identifier, such as <c>linux-x64</c>.</param>
    internal static string ExplainOpenCv(bool isThere, string system)
    {
        string[] names = system.Split('-');
        string platform = $"{names[0]}-{names[^1]}";
        string? package = platform switch
        {
            "win-x64" => "OpenCvSharp4.runtime.win",
            "win-arm64" => "OpenCvSharp4.runtime.win-arm64",
            "osx-x64" => "OpenCvSharp4.runtime.osx.x64",
            "osx-arm64" => "OpenCvSharp4.runtime.osx.arm64",
            _ when names.Contains("musl") => null,
            _ when names[^1] == "x64" => "OpenCvSharp4.official.runtime.linux-x64",
            _ when names[^1] == "arm64" => "OpenCvSharp4.runtime.linux-arm64",
            _ => null,
        };
        string needs = platform[..3] switch
        {
            "win" => "the Visual C++ Redistributable of Visual Studio 2022",
            "osx" => "a newer macOS",
            _ => "GTK 3, libdrm and libatomic: `apt-get install libgtk-3-0 libdrm2 libatomic1` (Ubuntu 24.04 and later: libgtk-3-0t64)",
        };
        return isThere ? $"OpenCV's native library cannot be loaded. It needs {needs}."
            : package is null ? $"OpenCV's native library is missing, and OpenCvSharp has no package for {system}."
            : $"OpenCV's native library is missing. Add the package for this system to the program: `dotnet add package {package}`.";
    }

    private static IEnumerable<string> LibraryFiles()
    {
        string name = OperatingSystem.IsWindows() ? OpenCv + ".dll" : OperatingSystem.IsMacOS() ? $"lib{OpenCv}.dylib" : $"lib{OpenCv}.so";
        string folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return folders.Split(Path.PathSeparator).Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, name));
    }
}
