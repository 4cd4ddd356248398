using MaskML.Predict.Files;
using MaskML.Predict.Models;

namespace MaskML.Train.Runs;

/// <summary>
/// The model zip that prediction uses, and the previous one, which is kept beside it. Both change by rename only, so that a complete zip is
/// found at any moment, even if a process is killed. A caller that changes it holds its lock from comparing the old model to publishing the
/// new one.
/// </summary>
/// <param name="path">Path of the live zip; it need not exist.</param>
internal sealed class LiveModelFile(string path)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Path of the live zip.</summary>
    public string Path => path;

    /// <summary>Path of the previous zip.</summary>
    public string PreviousPath { get; } = System.IO.Path.ChangeExtension(path, ".previous" + System.IO.Path.GetExtension(path));

    /// <summary>Path of the copy of the live zip while the previous one becomes live.</summary>
    internal string SwapPath { get; } = System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(path) ?? "",
        $".{System.IO.Path.GetFileNameWithoutExtension(path)}.swap{System.IO.Path.GetExtension(path)}");

    /// <summary>SHA-256 of the live zip; null if there is none.</summary>
    public string? Sha256 => HashOf(path);

    /// <summary>SHA-256 of the previous zip; null if there is none.</summary>
    public string? PreviousSha256 => HashOf(PreviousPath);

    /// <summary>SHA-256 of a zip; null if there is none.</summary>
    public static string? HashOf(string zip) => File.Exists(zip) ? ModelArchive.Hash(RegularFile.ReadAllBytes(zip)) : null;

    /// <summary>
    /// Acquires the lock until the result is disposed; waits while another process holds it. Completes or undoes the swap of a process that
    /// was killed.
    /// </summary>
    /// <exception cref="UsageException">The folder cannot be written, or another process does not release the lock.</exception>
    public IDisposable Hold() => FileFault.Explain(
        () =>
        {
            string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            IDisposable held = FileLock.Hold(System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(path)}.lock"), LockTimeout);
            EndSwap();
            return held;
        },
        e => new UsageException($"{path}: the live model cannot be changed: {e.Message}", e));

    /// <summary>Makes a zip the live model and keeps the replaced one as the previous model.</summary>
    /// <param name="zip">The bytes of the zip.</param>
    public void Replace(ReadOnlyMemory<byte> zip) => Guarded(() =>
    {
        // The copy comes first, so that a process killed in between leaves the live model unchanged.
        if (File.Exists(path))
        {
            Write(PreviousPath, RegularFile.ReadAllBytes(path));
        }

        Write(path, zip);
    });

    /// <summary>Swaps the live and the previous model.</summary>
    /// <exception cref="InputException">The previous model is damaged.</exception>
    public void GoBack()
    {
        ReadOnlyMemory<byte> previous = ModelArchive.Read(PreviousPath).Bytes;
        Guarded(() =>
        {
            if (File.Exists(path))
            {
                Write(SwapPath, RegularFile.ReadAllBytes(path));
            }

            Write(path, previous);
            EndSwap();
        });
    }

    /// <summary>Completes a swap whose previous model has become live; otherwise undoes it.</summary>
    private void EndSwap()
    {
        if (!File.Exists(SwapPath))
        {
            return;
        }

        if (Sha256 == PreviousSha256)
        {
            Renaming.MoveFile(SwapPath, PreviousPath);
        }
        else
        {
            File.Delete(SwapPath);
        }
    }

    private static void Write(string path, ReadOnlyMemory<byte> bytes) => AtomicFile.Write(path, stream => stream.Write(bytes.Span));

    private void Guarded(Action write) => FileFault.Explain(
        write, e => new UsageException($"{path}: the live model cannot be written: {e.Message} It is still the one that it was.", e));
}
