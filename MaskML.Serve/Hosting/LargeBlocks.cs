using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace MaskML.Serve.Hosting;

/// <summary>
/// Memory of connections, in blocks that take most of a photo: what is read from a socket at once, in one call of the system, is a block at
/// most. Kestrel's own have 4 kB.
/// </summary>
internal sealed class LargeBlocks : IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 32 << 10;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        public override int MaxBufferSize => Shared.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockBytes));

        protected override void Dispose(bool disposing)
        {
            // The memory is that of all pools.
        }
    }
}
