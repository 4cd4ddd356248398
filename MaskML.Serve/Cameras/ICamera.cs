namespace MaskML.Serve.Cameras;

/// <summary>A camera, watched here or by a worker, until it is disposed.</summary>
internal interface ICamera : IAsyncDisposable
{
    /// <summary>Its options.</summary>
    CameraOptions Options { get; }

    /// <summary>Completed by its next frame; never by one of a camera that a worker watches.</summary>
    Task NextPicture { get; }

    /// <summary>How it is.</summary>
    CameraAnswer Answer();

    /// <summary>Its latest frame with the faces drawn, as JPEG; null without one.</summary>
    /// <param name="cancellationToken">Cancels the wait for a worker.</param>
    Task<byte[]?> PictureAsync(CancellationToken cancellationToken);
}

/// <summary>Begins to watch cameras.</summary>
internal interface ICameraFactory
{
    /// <summary>Called before the first camera, if there are any.</summary>
    void Begin();

    /// <summary>Checks whether cameras can be watched.</summary>
    /// <exception cref="Predict.Errors.UsageException">One cannot.</exception>
    void Check(IReadOnlyList<CameraOptions> cameras);

    /// <summary>Begins to watch a camera.</summary>
    /// <param name="options">The camera.</param>
    /// <param name="configured">Whether the configuration file names it.</param>
    ICamera Watch(CameraOptions options, bool configured);
}

/// <summary>Cameras that this process watches.</summary>
internal sealed class LocalCameras(CameraServices services) : ICameraFactory
{
    /// <inheritdoc/>
    public void Begin() => services.Events.EndOpen();

    /// <inheritdoc/>
    public void Check(IReadOnlyList<CameraOptions> cameras) => CameraOptions.Check(cameras);

    /// <inheritdoc/>
    public ICamera Watch(CameraOptions options, bool configured) => new Camera(options, configured, services);
}
