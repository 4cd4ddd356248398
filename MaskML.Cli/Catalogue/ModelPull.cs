using System.Security.Cryptography;
using MaskML.Predict.Files;
using MaskML.Predict.Progress;

namespace MaskML.Cli.Catalogue;

/// <summary>
/// Downloads or makes a known model file unless it is present: checks its SHA-256 and publishes it by renaming.
/// </summary>
/// <param name="http">The client.</param>
/// <param name="options">Retries and timeouts.</param>
/// <param name="progress">Receives progress in bytes.</param>
internal sealed class ModelPull(HttpClient http, DownloadOptions options, IProgressReporter progress)
{
    private const string PartExtension = ".download";

    /// <summary>Downloads the file.</summary>
    /// <param name="model">A model with a pinned hash.</param>
    /// <param name="sources">Addresses; the next one is tried when one fails. For a model that is made, the feed.</param>
    /// <param name="folder">The folder; created if necessary. It keeps the received part of a failed download for the next call.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="InputException">All sources failed, or the folder cannot be written.</exception>
    public async Task<string> RunAsync(KnownModel model, IReadOnlyList<Uri> sources, string folder, CancellationToken cancellationToken)
    {
        string target = Path.Combine(folder, model.FileName);
        try
        {
            Directory.CreateDirectory(folder);
            using var part = new FileStream(
                Path.Combine(folder, $".{model.FileName}{PartExtension}"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None); // It is renamed while it is open.
            try
            {
                if (!await IsPresentAsync(model, target, cancellationToken).ConfigureAwait(false))
                {
                    if (File.Exists(target))
                    {
                        throw new InputException(
                            $"{target}: found a file with another SHA-256 than {model.Sha256}. "
                            + "Delete it, or name another folder with --to.");
                    }

                    await (model.MakeAsync is null ? FetchAsync(model, sources, part, cancellationToken)
                        : MakeAsync(model, sources is [Uri feed, ..] ? feed : null, part, cancellationToken)).ConfigureAwait(false);
                    part.Flush(flushToDisk: true);
                    Renaming.MoveFile(part.Name, target);
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
            throw new InputException(
                $"{target}: cannot be written: {e.Message} Name another folder with --to, or wait for a download that is under way.", e);
        }
    }

    private static async Task<bool> IsPresentAsync(KnownModel model, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream file = File.OpenRead(path);
        return await HasPinnedHashAsync(model, file, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> HasPinnedHashAsync(KnownModel model, Stream file, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) == model.Sha256;

    private static async Task MakeAsync(KnownModel model, Uri? feed, Stream part, CancellationToken cancellationToken)
    {
        part.SetLength(0);
        await model.MakeAsync!(feed, part, cancellationToken).ConfigureAwait(false);
        part.Position = 0;
        if (!await HasPinnedHashAsync(model, part, cancellationToken).ConfigureAwait(false))
        {
            part.SetLength(0);
            throw new InputException($"{model.Name}: what it is made from gives a file with another SHA-256 than {model.Sha256}.");
        }
    }

    private async Task FetchAsync(KnownModel model, IReadOnlyList<Uri> sources, Stream part, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (Uri source in sources)
        {
            try
            {
                bool continued = part.Length > 0;
                if (await FetchAsync(model, source, part, cancellationToken).ConfigureAwait(false)
                    || (continued && await FetchAsync(model, source, part, cancellationToken).ConfigureAwait(false)))
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
            $"{model.Name} could not be downloaded. {string.Join(" ", failures)} Try again later, which goes on where this ended, "
            + "or name a mirror with --from URL.");
    }

    // Returns whether the hash matches; otherwise discards the file, since its beginning may come from another source.
    private async Task<bool> FetchAsync(KnownModel model, Uri source, Stream part, CancellationToken cancellationToken)
    {
        using (IProgressPhase phase = progress.Begin(model.Name, model.Bytes))
        {
            await new FileDownload(http, options).FetchAsync(source, part, model.Bytes, phase, cancellationToken).ConfigureAwait(false);
        }

        part.Position = 0;
        if (await HasPinnedHashAsync(model, part, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        part.SetLength(0);
        return false;
    }
}
