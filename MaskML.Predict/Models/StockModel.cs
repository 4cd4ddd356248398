using MaskML.Predict.Files;
using Microsoft.ML;

namespace MaskML.Predict.Models;

/// <summary>Opens zips with ML.NET itself.</summary>
internal static class StockModel
{
    /// <summary>Loads a model.</summary>
    /// <param name="ml">The context to load it into. ML.NET leaves a file in its temporary folder when the load fails.</param>
    /// <param name="zip">The zip.</param>
    /// <param name="manifest">Its manifest; null if it has none.</param>
    /// <param name="where">Where it comes from, for messages.</param>
    /// <returns>The model; the caller disposes it if it is disposable.</returns>
    /// <exception cref="InputException">ML.NET cannot load it, or packages are missing.</exception>
    /// <exception cref="UsageException">The temporary folder is full.</exception>
    public static ITransformer Load(MLContext ml, ReadOnlyMemory<byte> zip, ModelManifest? manifest, string where)
    {
        if (manifest?.Trainer == ModelManifest.ImageClassification)
        {
            VisionPackages.Require(where);
        }

        try
        {
            using var stream = new MemoryStream(zip.ToArray(), writable: false);
            return ml.Model.Load(stream, out _);
        }
        catch (Exception e) when (e.GetBaseException() is IOException fault && fault.GetType() == typeof(IOException))
        {
            // The zip is in memory, so it is the copy of the ONNX bytes in the temporary folder that could not be written.
            throw ScratchFolder.TempFault(fault);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // ML.NET throws many kinds of exceptions for a bad zip: of format, operation, schema, and ONNX Runtime's own.
            throw new InputException($"{where}: ML.NET cannot load it: {e.Message}", e);
        }
    }
}
