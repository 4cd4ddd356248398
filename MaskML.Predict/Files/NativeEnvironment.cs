using System.Runtime.InteropServices;

namespace MaskML.Predict.Files;

/// <summary>Sets environment variables for native libraries, which do not see the copy that .NET keeps.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for .NET and for native code. Call it before the library that reads the variable is loaded.</summary>
    /// <param name="name">Name of the variable.</param>
    /// <param name="value">Value of the variable.</param>
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
