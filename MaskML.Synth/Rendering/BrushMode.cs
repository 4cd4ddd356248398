namespace MaskML.Synth.Rendering;

/// <summary>What a shape does to what lies below.</summary>
internal enum BrushMode
{
    /// <summary>Covers it.</summary>
    Over,

    /// <summary>Multiplies its colour and leaves its opacity.</summary>
    Multiply,

    /// <summary>Takes its opacity away.</summary>
    Erase,

    /// <summary>Covers it only where it is opaque already.</summary>
    Inside,
}
