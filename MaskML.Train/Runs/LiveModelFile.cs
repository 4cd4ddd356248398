using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Predict.Models;

namespace MaskML.Train.Runs;

/// <summary>
/// The model that prediction uses, and the one before it, which is kept beside it. It changes by rename only, so that a reader, or a
/// process killed at any moment, finds a whole model. Who changes it holds its lock, from judging the old one to publishing the new one.
/// </summary>
/// <param name="path">Path of the live zip; it need not exist.</param>
internal sealed class LiveModelFile(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Path of the live zip.</summary>
    public string Path => path;

    /// <summary>Path of the zip before it.</summary>
    public string PreviousPath { get; } = System.IO.Path.ChangeExtension(path, ".previous" + System.IO.Path.GetExtension(path));

    /// <summary>Where the live zip waits to become the previous one while the previous one becomes live.</summary>
    internal string SwapPath { get; } = System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(path) ?? "", $".{System.IO.Path.GetFileNameWithoutExtension(path)}.swap{System.IO.Path.GetExtension(path)}");

    /// <summary>SHA-256 of the live zip; null where there is none.</summary>
    public string? Sha256 => HashOf(path);

    /// <summary>SHA-256 of the zip before it; null where there is none.</summary>
    public string? PreviousSha256 => HashOf(PreviousPath);

    /// <summary>SHA-256 of a zip; null where there is none.</summary>
    public static string? HashOf(string zip) => File.Exists(zip) ? ModelArchive.Hash(File.ReadAllBytes(zip)) : null;

    /// <summary>Holds the lock until the result is disposed; waits while another process holds it. Ends what a killed process was about.</summary>
    /// <exception cref="UsageException">The folder cannot be written, or another process does not let go.</exception>
    public IDisposable Hold()
    {
        try
        {
            string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            IDisposable held = FileLock.Hold(System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(path)}.lock"), Patience);
            EndSwap();
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the live model cannot be changed: {e.Message}", e);
        }
    }

    /// <summary>Makes a zip the live model and keeps the one that was.</summary>
    /// <param name="zip">The bytes of the zip.</param>
    public void Replace(ReadOnlyMemory<byte> zip) => Guarded(() =>
    {
        // First the copy: a process killed in between leaves the live model as it was.
        if (File.Exists(path))
        {
            Write(PreviousPath, File.ReadAllBytes(path));
        }

        Write(path, zip);
    });

    /// <summary>Makes the previous model live again, and the live one the previous: going back twice changes nothing.</summary>
    /// <exception cref="InputException">There is no previous model, or it is damaged.</exception>
    public void GoBack()
    {
        if (!File.Exists(PreviousPath))
        {
            throw new InputException($"{PreviousPath}: there is no model to go back to. promote keeps the one that it replaces there.");
        }

        ReadOnlyMemory<byte> previous = ModelArchive.Read(PreviousPath).Bytes;
        Guarded(() =>
        {
            if (File.Exists(path))
            {
                Write(SwapPath, File.ReadAllBytes(path));
            }

            Write(path, previous);
            EndSwap();
        });
    }

    /// <summary>Once the previous model is live, what was live takes its place; before that, nothing has happened yet.</summary>
    private void EndSwap()
    {
        if (!File.Exists(SwapPath))
        {
            return;
        }

        if (Sha256 == PreviousSha256)
        {
            File.Move(SwapPath, PreviousPath, overwrite: true);
        }
        else
        {
            File.Delete(SwapPath);
        }
    }

    private static void Write(string path, ReadOnlyMemory<byte> bytes) => AtomicFile.Write(path, stream => stream.Write(bytes.Span));

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the live model cannot be written: {e.Message} It is still the one that it was.", e);
        }
    }
}
