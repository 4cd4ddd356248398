using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace MaskML.Predict.Models;

/// <summary>The native libraries of OpenCV, ONNX Runtime, Skia and the system's cryptography.</summary>
internal static class NativeLibraries
{
    /// <summary>
    /// Begins to load them on other threads, while the caller reads its arguments, the configuration and files. What goes wrong is reported
    /// at their first use.
    /// </summary>
    public static void LoadAhead()
    {
        OnnxTelemetry.TurnOff();
        Task.Run(() => Cv2.GetNumThreads());
        Task.Run(() =>
        {
            OrtEnv.Instance();
            _ = SkiaSharpVersion.Native;
            _ = SHA256.HashData([]);
        });
    }
}
