using System.Reflection;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Runs;

namespace MaskML.Train.Training;

/// <summary>Opens the trainer that <c>trainer</c> in the configuration names.</summary>
internal static class ModelTrainers
{
    /// <summary>Opens a trainer.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <exception cref="UsageException">The packages of <c>imageClassification</c> are missing.</exception>
    public static IModelTrainer Open(TrainOptions config, IProgressReporter progress, Action<string> warn)
    {
        if (config.Trainer != ModelManifest.ImageClassification)
        {
            return new ImageTransferModelTrainer(config, progress, warn);
        }

        Assembly? assembly = VisionPackages.Plugin;
        if (assembly is null || VisionPackages.Missing() is not null)
        {
            throw new UsageException(
                $"trainer {config.Trainer} needs {VisionPackages.Missing() ?? VisionPackages.PluginPath}, which MaskML does not bring, "
                + "because not every package feed has it. Where nuget.org is reachable, `./maskml train --trainer imageClassification` "
                + $"in the sources of MaskML fetches the packages and builds {VisionPackages.PluginName}. "
                + $"Anywhere else use trainer {ModelManifest.ImageTransfer}, the default, with the same data, report and run folder.");
        }

        Type type = assembly.GetType($"{VisionPackages.PluginName}.ImageClassificationModelTrainer", throwOnError: true)!;
        return (IModelTrainer)Activator.CreateInstance(
            type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, [config, progress, warn], null)!;
    }
}
