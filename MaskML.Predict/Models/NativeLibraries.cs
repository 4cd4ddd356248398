using Microsoft.ML.OnnxRuntime;

namespace MaskML.Predict.Models;

/// <summary>The native libraries of OpenCV and ONNX Runtime.</summary>
internal static class NativeLibraries
{
    /// <summary>
    /// Begins to load them on another thread, while the caller reads configuration and files. What goes wrong is reported at their first
    /// use.
    /// </summary>
    public static void LoadAhead()
    {
        OnnxTelemetry.TurnOff();
        Task.Run(() => Cv2.GetNumThreads());
        Task.Run(() => OrtEnv.Instance());
    }
}
