using System.Runtime.InteropServices;

namespace MaskML.Predict.Files;

/// <summary>Environment variables that native libraries read in this process. .NET keeps a copy of its own, which they do not see.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for .NET and for native code; to be called before the library that reads it is loaded.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
        {
            _ = SetNative(name, value, 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
