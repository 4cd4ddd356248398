namespace MaskML.Predict.Reloading;

/// <summary>An owner of live models. A host starts it, and health checks read its models.</summary>
internal interface ILiveModels
{
    /// <summary>The models.</summary>
    IEnumerable<ILiveModel> All { get; }

    /// <summary>Loads the models that are not loaded yet.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
