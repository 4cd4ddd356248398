using System.Security.Cryptography;
using MaskML.Predict.Errors;
using MaskML.Predict.Progress;

namespace MaskML.Cli.Catalogue;

/// <summary>Gets a known model file into a folder, unless it is there: downloaded, checked against its pinned SHA-256, published by renaming.</summary>
/// <param name="http">The client.</param>
/// <param name="options">How patient it is.</param>
/// <param name="progress">Told how far it is, in bytes.</param>
internal sealed class ModelPull(HttpClient http, DownloadOptions options, IProgressReporter progress)
{
    private const string PartExtension = ".download";

    /// <summary>Gets the file.</summary>
    /// <param name="model">A model with a pinned hash.</param>
    /// <param name="sources">Where from; the next one is tried when one fails.</param>
    /// <param name="folder">Where to; made if need be. What has arrived of a download that failed waits there for the next call.</param>
    /// <param name="stop">Stops the download.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="InputException">No source gave the file, or the folder cannot be written.</exception>
    public async Task<string> RunAsync(KnownModel model, IReadOnlyList<Uri> sources, string folder, CancellationToken stop)
    {
        string target = Path.Combine(folder, model.FileName);
        try
        {
            Directory.CreateDirectory(folder);
            using var part = new FileStream(
                Path.Combine(folder, $".{model.FileName}{PartExtension}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                if (!await IsThereAsync(model, target, stop).ConfigureAwait(false))
                {
                    await FetchAsync(model, sources, part, stop).ConfigureAwait(false);
                    part.Flush(flushToDisk: true);
                    File.Move(part.Name, target, overwrite: true);
                }

                return target;
            }
            finally
            {
                if (part.Length == 0)
                {
                    File.Delete(part.Name);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{target}: cannot be written: {e.Message} Name another folder with --to, or wait for a download that is under way.", e);
        }
    }

    private static async Task<bool> IsThereAsync(KnownModel model, string path, CancellationToken stop)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream file = File.OpenRead(path);
        return await IsRightAsync(model, file, stop).ConfigureAwait(false);
    }

    private static async Task<bool> IsRightAsync(KnownModel model, Stream file, CancellationToken stop) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop).ConfigureAwait(false)) == model.Sha256;

    private async Task FetchAsync(KnownModel model, IReadOnlyList<Uri> sources, Stream part, CancellationToken stop)
    {
        var failures = new List<string>();
        foreach (Uri source in sources)
        {
            try
            {
                bool continued = part.Length > 0;
                if (await FetchAsync(model, source, part, stop).ConfigureAwait(false)
                    || (continued && await FetchAsync(model, source, part, stop).ConfigureAwait(false)))
                {
                    return;
                }

                failures.Add($"{source}: gives a file with another SHA-256 than {model.Sha256}.");
            }
            catch (InputException e)
            {
                failures.Add(e.Message);
            }
        }

        throw new InputException(
            $"{model.Name} could not be downloaded. {string.Join(" ", failures)} Try again later, which goes on where this ended, or name a mirror with --from URL.");
    }

    // Whether the file is the right one; a wrong one is thrown away, since its begin may be from another source.
    private async Task<bool> FetchAsync(KnownModel model, Uri source, Stream part, CancellationToken stop)
    {
        using (IProgressPhase phase = progress.Begin(model.Name, model.Bytes))
        {
            await new FileDownload(http, options).FetchAsync(source, part, model.Bytes, phase, stop).ConfigureAwait(false);
        }

        part.Position = 0;
        if (await IsRightAsync(model, part, stop).ConfigureAwait(false))
        {
            return true;
        }

        part.SetLength(0);
        return false;
    }
}
