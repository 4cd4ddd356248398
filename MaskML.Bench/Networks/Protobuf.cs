using System.Buffers;
using System.Text;

namespace MaskML.Bench.Networks;

/// <summary>Writes protobuf messages field by field, to create ONNX files, and lists the fields of a message.</summary>
internal sealed class Protobuf
{
    private const int Varint = 0;
    private const int Bytes = 2;

    private readonly ArrayBufferWriter<byte> written = new();

    /// <summary>Adds an integer field.</summary>
    public Protobuf Add(int field, long value)
    {
        Write((ulong)((field << 3) | Varint));
        Write((ulong)value);
        return this;
    }

    /// <summary>Adds a text field.</summary>
    public Protobuf Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds an embedded message.</summary>
    public Protobuf Add(int field, Protobuf message) => Add(field, message.written.WrittenSpan);

    /// <summary>Adds a field of bytes.</summary>
    public Protobuf Add(int field, ReadOnlySpan<byte> bytes)
    {
        Write((ulong)((field << 3) | Bytes));
        Write((ulong)bytes.Length);
        written.Write(bytes);
        return this;
    }

    /// <summary>The whole message.</summary>
    public byte[] ToArray() => written.WrittenSpan.ToArray();

    /// <summary>The length-delimited fields of a message: their numbers and positions.</summary>
    /// <param name="message">The message.</param>
    public static IReadOnlyList<(int Field, Range Where)> Parts(ReadOnlySpan<byte> message)
    {
        var parts = new List<(int, Range)>();
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Read(message, ref at);
            switch (tag & 7)
            {
                case Varint:
                    Read(message, ref at);
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case Bytes:
                    int length = (int)Read(message, ref at);
                    parts.Add(((int)(tag >> 3), at..(at + length)));
                    at += length;
                    break;
                case 5:
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"a protobuf field of kind {tag & 7}, expected 0, 1, 2 or 5");
            }
        }

        return parts;
    }

    private static ulong Read(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            written.Write([(byte)(value | 0x80)]);
        }

        written.Write([(byte)value]);
    }
}
