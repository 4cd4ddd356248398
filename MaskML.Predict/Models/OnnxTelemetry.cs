using MaskML.Predict.Files;

namespace MaskML.Predict.Models;

/// <summary>
/// ONNX Runtime 1.31 sends telemetry over the network, on Linux too, unless an environment variable is set before it is loaded; its API
/// comes too late. This class turns the telemetry off.
/// </summary>
internal static class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    // Once, since native code may read the environment on another thread later.
    private static readonly Lazy<bool> Off = new(() =>
    {
        NativeEnvironment.Set(Variable, "1");
        return true;
    });

    /// <summary>Turns it off for this process; to be called before anything of ONNX Runtime.</summary>
    public static void TurnOff() => _ = Off.Value;
}
