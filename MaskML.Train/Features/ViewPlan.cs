using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MaskML.Train.Features;

/// <summary>The training views of an image: the plain one, then random ones that depend only on the seed and the image.</summary>
/// <param name="config">Number and ranges of the random views.</param>
/// <param name="seed">The seed.</param>
internal sealed class ViewPlan(ViewsOptions config, int seed)
{
    /// <summary>One of the views.</summary>
    /// <param name="image">32 bytes that identify the image.</param>
    /// <param name="index">0 for the plain view, 1.. for random ones.</param>
    public View this[ReadOnlySpan<byte> image, int index]
    {
        get
        {
            if (index == 0)
            {
                return View.Plain;
            }

            // The random numbers are a hash, so that they do not depend on the order of the images or the number of threads.
            Span<byte> material = stackalloc byte[40];
            image.CopyTo(material);
            BinaryPrimitives.WriteInt32LittleEndian(material[32..], seed);
            BinaryPrimitives.WriteInt32LittleEndian(material[36..], index);
            Span<byte> random = stackalloc byte[32];
            SHA256.HashData(material, random);
            return new View(
                config.Flip && index % 2 == 1,
                MathF.Pow(1 + (float)config.Zoom, Signed(random, 0)),
                Signed(random, 1) * (float)config.Shear / 2,
                Signed(random, 2) * (float)config.Rotation,
                Signed(random, 3) * (float)config.Shift,
                Signed(random, 4) * (float)config.Shift,
                1 + (Signed(random, 5) * (float)config.Light),
                Signed(random, 6) * (float)config.Light * 64);
        }
    }

    /// <summary>A number in -1..1 from four of the random bytes.</summary>
    private static float Signed(ReadOnlySpan<byte> random, int index) =>
        (float)((BinaryPrimitives.ReadUInt32LittleEndian(random[(4 * index)..]) / (double)uint.MaxValue * 2) - 1);
}
