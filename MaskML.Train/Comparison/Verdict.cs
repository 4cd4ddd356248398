namespace MaskML.Train.Comparison;

/// <summary>What a difference says of the new model.</summary>
public enum Verdict
{
    /// <summary>Chance alone could make the difference.</summary>
    NoDifference,

    /// <summary>Better by more than chance.</summary>
    Better,

    /// <summary>Worse by more than chance.</summary>
    Worse,
}
