using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MaskML.Predict.Files;

/// <summary>
/// Opens files that a user names. A pipe, a device or a socket may never give a byte or never end, so it is refused, and opening it does
/// not block.
/// </summary>
internal static partial class RegularFile
{
    private const int NoSuchDevice = 6; // ENXIO, which a socket gives.

    // O_NONBLOCK and O_CLOEXEC; O_RDONLY is 0.
    private static readonly int Flags = OperatingSystem.IsMacOS() ? 0x4 | 0x1000000 : 0x800 | 0x80000;

    /// <summary>Opens a file for reading; other processes may write, rename and delete it.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <exception cref="IOException">It cannot be opened, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("found a folder, expected a file.");
        }

        int descriptor = OperatingSystem.IsWindows() ? -1 : OpenNative(path, Flags);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == NoSuchDevice && File.Exists(path))
        {
            throw NotRegular();
        }

        // Where the system refuses, .NET finds the right exception.
        FileStream stream = descriptor < 0
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw NotRegular();
    }

    /// <summary>Reads a file. Devices that can be sought in have no length and give no bytes.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static byte[] ReadAllBytes(string path)
    {
        using FileStream stream = Open(path);
        if (stream.Length > Array.MaxLength)
        {
            throw new IOException(FormattableString.Invariant($"found {stream.Length} bytes, expected at most {Array.MaxLength}."));
        }

        byte[] bytes = new byte[stream.Length];
        Array.Resize(ref bytes, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        return bytes;
    }

    private static IOException NotRegular() => new("found a pipe, a device or a socket, expected a regular file.");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenNative(string path, int flags);
}
