using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace MaskML.Fleet.Photos;

/// <summary>A photo that is handed to the fleet.</summary>
/// <param name="Source">Its name, as the user gave it.</param>
/// <param name="FullPath">Its file.</param>
/// <param name="Fault">Why there is no photo to read; null when there is one.</param>
public sealed record FleetPhoto(string Source, string FullPath, string? Fault = null)
{
    /// <summary>Tells the photo apart from all others of its job, and from itself before it was changed.</summary>
    internal string ReadKey()
    {
        var file = new FileInfo(FullPath);
        string state = file.Exists ? FormattableString.Invariant($"{file.Length}\n{file.LastWriteTimeUtc.Ticks}") : "";
        byte[] text = Encoding.UTF8.GetBytes($"{Source}\n{FullPath}\n{state}");
        return XxHash128.HashToUInt128(text).ToString("x32", CultureInfo.InvariantCulture);
    }

    /// <summary>Its path below the shared folder; null where it is not in there, or there is none.</summary>
    internal string? PathBelow(string? shared)
    {
        string? path = shared is null ? null : Path.GetRelativePath(shared, FullPath).Replace('\\', '/');
        return path is null or ".." || path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path) ? null : path;
    }
}
