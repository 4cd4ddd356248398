namespace MaskML.Train.Data;

/// <summary>What a sample is used for.</summary>
public enum Split
{
    /// <summary>The head is fitted to it.</summary>
    Train,

    /// <summary>Choices, such as the L2 strength, are made on it.</summary>
    Validation,

    /// <summary>Scored once, at the end.</summary>
    Test,
}
