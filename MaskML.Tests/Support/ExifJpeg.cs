using OpenCvSharp;

namespace MaskML.Tests.Support;

/// <summary>JPEG files with an orientation tag, like those of cameras held sideways.</summary>
public static class ExifJpeg
{
    /// <summary>EXIF orientation of a picture whose top is at the right: it must be turned clockwise to stand upright.</summary>
    public const byte TurnClockwise = 6;

    /// <summary>Encodes a picture as JPEG with an orientation tag.</summary>
    public static byte[] Encode(Mat picture, byte orientation)
    {
        Cv2.ImEncode(".jpg", picture, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, 98));
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0,
            (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, // Big-endian TIFF header, first directory at 8.
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, // One entry: orientation, one short.
            0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }
}
