namespace MaskML.Train.Heads;

/// <summary>Phases of a training.</summary>
public enum ImageTransferPhase
{
    /// <summary>Features of the training rows.</summary>
    TrainFeatures,

    /// <summary>Features of the validation rows.</summary>
    ValidationFeatures,

    /// <summary>Heads over the L2 grid.</summary>
    Head,
}
