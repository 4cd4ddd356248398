namespace MaskML.Predict.Files;

/// <summary>
/// Renames files and folders. Windows refuses while a reader, a virus scanner or an indexer has one of them open, so it is tried again for
/// a while.
/// </summary>
internal static class Renaming
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Throws as Windows does while one of two paths is open; null for the system's own behaviour. For tests.</summary>
    internal static Action<string, string>? Refusal { get; set; }

    /// <summary>Renames a file; an existing file is replaced.</summary>
    public static void MoveFile(string source, string target) => Move(source, target, () => File.Move(source, target, overwrite: true));

    /// <summary>Renames a folder.</summary>
    public static void MoveFolder(string source, string target) => Move(source, target, () => Directory.Move(source, target));

    private static void Move(string source, string target, Action move)
    {
        for (long start = Environment.TickCount64; ; Thread.Sleep(Pause))
        {
            try
            {
                Refusal?.Invoke(source, target);
                move();
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException
                && (OperatingSystem.IsWindows() || Refusal is not null)
                && Path.Exists(source) && Environment.TickCount64 - start < Patience.TotalMilliseconds)
            {
                // Open in another program.
            }
        }
    }
}
