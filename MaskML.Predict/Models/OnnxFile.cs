using MaskML.Predict.Files;
using Microsoft.ML.OnnxRuntime;

namespace MaskML.Predict.Models;

/// <summary>Reads ONNX files and opens them in ONNX Runtime.</summary>
internal static class OnnxFile
{
    // Threads that spin while they wait for work would take the cores from other photos.
    private const string SpinningKey = "session.intra_op.allow_spinning";

    static OnnxFile() => OnnxTelemetry.TurnOff();

    /// <summary>Reads a file and compares its hash with the manifest beside it, if there is one.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <exception cref="InputException">The file cannot be read, or is not the one that its manifest describes.</exception>
    public static (byte[] Onnx, BackboneManifest? Manifest) Read(string path)
    {
        byte[] onnx = FileFault.Explain(
            () => ShippedFiles.ReadAllBytes(path), e => new InputException($"{path}: cannot be read: {e.Message}", e));
        BackboneManifest? manifest = BackboneManifest.TryRead(path);
        string hash = ModelArchive.Hash(onnx);
        if (manifest is not null && !string.Equals(manifest.Sha256, hash, StringComparison.OrdinalIgnoreCase))
        {
            throw new InputException(
                $"{path}: its SHA-256 is {hash}, its manifest {Path.ChangeExtension(path, ".json")} says {manifest.Sha256}. "
                + "The file is damaged or not the one that the manifest describes.");
        }

        return (onnx, manifest);
    }

    /// <summary>Opens a session.</summary>
    /// <param name="onnx">The ONNX bytes.</param>
    /// <param name="where">Where they come from, for messages.</param>
    /// <param name="threads">Threads for one call; 0 for all cores.</param>
    /// <param name="freeSizes">Whether the input's size differs from call to call, so that memory is not planned for one size.</param>
    /// <exception cref="InputException">The bytes are no ONNX model.</exception>
    public static InferenceSession Open(byte[] onnx, string where, int threads, bool freeSizes = false)
    {
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                EnableMemoryPattern = !freeSizes,
            };
            options.AddSessionConfigEntry(SpinningKey, "0");
            return new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InputException($"{where}: not an ONNX model that ONNX Runtime opens: {e.Message}", e);
        }
    }
}
