namespace MaskML.Predict.Reloading;

/// <summary>Something that holds live models: a host starts it, health checks ask it.</summary>
internal interface ILiveModels
{
    /// <summary>Its models.</summary>
    IEnumerable<ILiveModel> All { get; }

    /// <summary>Loads the models that are not loaded yet.</summary>
    Task StartAsync(CancellationToken cancel);
}
