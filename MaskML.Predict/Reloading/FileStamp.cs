namespace MaskML.Predict.Reloading;

/// <summary>What can be seen of a file without reading it; a change of any part hints at another content.</summary>
/// <param name="Target">The file behind all links.</param>
/// <param name="Length">Its length; -1 if there is no file.</param>
/// <param name="Modified">Its time of modification.</param>
/// <param name="Created">Its time of creation, or the closest to it that the file system keeps.</param>
internal readonly record struct FileStamp(string Target, long Length, DateTime Modified, DateTime Created)
{
    /// <summary>Looks at a file.</summary>
    /// <param name="target">The file behind all links.</param>
    public static FileStamp Of(string target)
    {
        var file = new FileInfo(target);
        return file.Exists ? new(target, file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc) : new(target, -1, default, default);
    }
}
