using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MaskML.Predict.Files;

/// <summary>What a path leads to. Two paths with the same key lead to the same file or folder, through links of any kind.</summary>
/// <param name="Key">
/// Device and number of the file, as the file system has them; the path without symbolic links where there is no file or no number.
/// </param>
/// <param name="IsSpecial">Whether it is a device, a pipe or a socket; known on Linux only.</param>
internal readonly partial record struct FileIdentity(string Key, bool IsSpecial)
{
    // Layout and constants of statx, which are the same on every processor.
    private const int CurrentFolder = -100;
    private const uint TypeAndNumber = 0x101;
    private const int FormatMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Reads what a path leads to; nothing is opened on Linux.</summary>
    /// <param name="path">The path; it need not exist.</param>
    public static FileIdentity Of(string path)
    {
        if (OperatingSystem.IsLinux() && StatX(CurrentFolder, Path.GetFullPath(path), 0, TypeAndNumber, out LinuxFile file) == 0)
        {
            string number = FormattableString.Invariant($"{file.DeviceMajor}:{file.DeviceMinor}:{file.Number}");
            return new(number, (file.Mode & FormatMask) is not (Regular or Folder));
        }

        if (OperatingSystem.IsWindows() && File.Exists(path))
        {
            using SafeFileHandle handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            if (GetFileInformationByHandle(handle, out WindowsFile found))
            {
                return new(FormattableString.Invariant($"{found.Volume}:{found.NumberHigh}:{found.NumberLow}"), false);
            }
        }

        string target = Path.TrimEndingDirectorySeparator(LinkTrail.Follow(path).Target);
        return new(OperatingSystem.IsLinux() ? target : target.ToUpperInvariant(), false);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out LinuxFile file);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, out WindowsFile information);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct LinuxFile
    {
        [FieldOffset(28)]
        public readonly ushort Mode;

        [FieldOffset(32)]
        public readonly ulong Number;

        [FieldOffset(136)]
        public readonly uint DeviceMajor;

        [FieldOffset(140)]
        public readonly uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Explicit, Size = 52)]
    private readonly struct WindowsFile
    {
        [FieldOffset(28)]
        public readonly uint Volume;

        [FieldOffset(44)]
        public readonly uint NumberHigh;

        [FieldOffset(48)]
        public readonly uint NumberLow;
    }
}
