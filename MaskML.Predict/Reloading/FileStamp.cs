namespace MaskML.Predict.Reloading;

/// <summary>The properties of a file that are known without reading it. If one of them changes, the content may have changed.</summary>
/// <param name="Target">The path after all symbolic links are resolved.</param>
/// <param name="Length">Length in bytes; -1 if there is no file.</param>
/// <param name="Modified">Time of the last write, in UTC.</param>
/// <param name="Created">Time of creation, in UTC, or the closest to it that the file system stores.</param>
internal readonly record struct FileStamp(string Target, long Length, DateTime Modified, DateTime Created)
{
    /// <summary>Reads the properties of a file.</summary>
    /// <param name="target">The path after all symbolic links are resolved.</param>
    public static FileStamp Of(string target)
    {
        var file = new FileInfo(target);
        return file.Exists ? new(target, file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc) : new(target, -1, default, default);
    }
}
