using OpenCvSharp;

namespace MaskML.Train.Commands;

/// <summary>Threads of native libraries.</summary>
internal static class NativeThreads
{
    /// <summary>OpenCV works on its caller's thread alone: the pipeline itself keeps all cores busy, one image on each.</summary>
    public static void OneForEachCall() => Cv2.SetNumThreads(1);
}
