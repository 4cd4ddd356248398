using System.Collections.Concurrent;
using System.Text.Json;
using MaskML.Predict.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Cameras;

/// <summary>Where the cameras are configured.</summary>
/// <param name="File">The configuration file, which is watched; null for none.</param>
/// <param name="Read">Reads its cameras.</param>
internal sealed record CameraList(string? File, Func<IReadOnlyList<CameraOptions>> Read);

/// <summary>
/// The cameras of the configuration file and those added over HTTP. Changes take effect while the service runs; a camera that is not
/// changed is not touched.
/// </summary>
internal sealed partial class CameraSet(
    CameraList list, CameraStore store, ICameraFactory factory, TimeProvider time, ILogger<CameraSet> log)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ICamera> cameras = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource stop = new();
    private IReadOnlyList<CameraOptions> configured = [];
    private Task watching = Task.CompletedTask;

    /// <summary>All cameras, by name.</summary>
    public IReadOnlyList<ICamera> All => [.. cameras.Values.OrderBy(camera => camera.Options.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>A camera by its name.</summary>
    /// <exception cref="ServeException">There is none.</exception>
    public ICamera Get(string name) => cameras.TryGetValue(name, out ICamera? camera) ? camera : throw new ServeException(
        "not-found", $"Found the camera '{RequestText.Truncate(name, 40)}', expected one of: {string.Join(", ", cameras.Keys.Order())}.");

    /// <summary>Adds or changes a camera that the configuration file does not name.</summary>
    /// <exception cref="ServeException">The file names it.</exception>
    /// <exception cref="UsageException">It cannot be watched.</exception>
    public Task PutAsync(CameraOptions camera)
    {
        factory.Check([camera]);
        return ChangeAsync(camera.Name, () => store.Put(camera));
    }

    /// <summary>Removes a camera that was added over HTTP.</summary>
    /// <exception cref="ServeException">There is none, or the configuration file names it.</exception>
    public Task DeleteAsync(string name)
    {
        ICamera camera = Get(name);
        return ChangeAsync(camera.Options.Name, () => store.Delete(camera.Options.Name));
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        object? stamp = Stamp();
        configured = list.Read();
        factory.Check(configured);
        if (configured.Count > 0 || store.Exists)
        {
            factory.Begin();
        }

        await ApplyAsync().ConfigureAwait(false);
        watching = list.File is null ? Task.CompletedTask : WatchAsync(stamp);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        IEnumerable<Task> ending = cameras.Values.Select(camera => camera.DisposeAsync().AsTask());
        await Task.WhenAll(ending).WaitAsync(cancellationToken).ConfigureAwait(false);
        cameras.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Dispose();
        turn.Dispose();
    }

    private async Task ChangeAsync(string name, Action change)
    {
        if (configured.Any(camera => camera.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ServeException("conflict", $"The configuration file names the camera '{name}': change it there.");
        }

        change();
        await ApplyAsync().ConfigureAwait(false);
    }

    private async Task WatchAsync(object? stamp)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
        {
            if (Equals(Stamp(), stamp))
            {
                continue;
            }

            stamp = Stamp();
            try
            {
                IReadOnlyList<CameraOptions> read = list.Read();
                factory.Check(read);
                configured = read;
                await ApplyAsync().ConfigureAwait(false);
            }
            catch (MaskMLException e)
            {
                Unusable(log, list.File!, e.Message);
            }
        }
    }

    // A file behind links, as Kubernetes mounts one, has a new time too.
    private object? Stamp()
    {
        var file = new FileInfo(list.File ?? ".");
        FileSystemInfo target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        return target.Exists ? (target.FullName, target.LastWriteTimeUtc, (target as FileInfo)?.Length) : null;
    }

    private async Task ApplyAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            (CameraOptions Options, bool Configured)[] wanted =
            [
                .. configured.Select(camera => (camera, true)),
                .. store.All().ExceptBy(configured.Select(camera => camera.Name), camera => camera.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(camera => (camera, false)),
            ];
            foreach (ICamera camera in cameras.Values.Where(camera => !wanted.Any(next => Same(next.Options, camera.Options))).ToArray())
            {
                cameras.TryRemove(camera.Options.Name, out _);
                await camera.DisposeAsync().ConfigureAwait(false);
            }

            foreach ((CameraOptions options, bool fromFile) in wanted.Where(next => !cameras.ContainsKey(next.Options.Name)))
            {
                cameras[options.Name] = factory.Watch(options, fromFile);
                Watching(log, options.Name, options.Source.Name);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    // Records compare their lists by reference.
    private static bool Same(CameraOptions a, CameraOptions b) => JsonSerializer.Serialize(a) == JsonSerializer.Serialize(b);

    [LoggerMessage(64, LogLevel.Information, "{Camera} is watched: {Address}")]
    private static partial void Watching(ILogger logger, string camera, string address);

    [LoggerMessage(65, LogLevel.Warning, "{File} has changed and cannot be used; the cameras stay as they are: {Reason}")]
    private static partial void Unusable(ILogger logger, string file, string reason);
}
