namespace MaskML.Serve.Prediction;

/// <summary>How far a request has come, which decides what a time-out means.</summary>
internal enum Step
{
    /// <summary>Its body is being read.</summary>
    Upload,

    /// <summary>It waits for its turn.</summary>
    Wait,

    /// <summary>Its photo is being judged.</summary>
    Work,
}
