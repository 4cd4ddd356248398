using System.Runtime.InteropServices;

namespace MaskML.Predict.Modeling;

/// <summary>
/// ONNX Runtime 1.31 reports to its makers over the network, on Linux too, unless an environment variable is set before it is loaded:
/// its own switch comes too late. This library reports nothing to anyone.
/// </summary>
internal static partial class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Turns it off for this process; to be called before anything of ONNX Runtime.</summary>
    public static void TurnOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
        {
            _ = SetNative(Variable, "1", 1); // .NET keeps a copy of the environment, which native code does not see.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
