using System.Buffers.Text;
using System.Security.Cryptography;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.ObjectStore;
using NATS.Client.ObjectStore.Models;

namespace MaskML.Fleet.Connecting;

/// <summary>Objects of NATS's object store.</summary>
internal static class StoredObject
{
    private const string Digest = "SHA-256=";

    /// <summary>SHA-256 of an object, in hexadecimal digits.</summary>
    public static string Sha256(ObjectMetadata found) =>
        Convert.ToHexStringLower(Base64Url.DecodeFromChars(found.Digest!.AsSpan()[Digest.Length..]));

    /// <summary>Reads an object.</summary>
    /// <remarks>
    /// Chunk by chunk, each with a request. The store's own way of reading is a consumer, which waits for ever where the object is deleted
    /// or replaced meanwhile, or where the consumer cannot be created while the servers elect a leader.
    /// </remarks>
    /// <exception cref="NatsException">There is no such object, it was replaced meanwhile, or the servers do not answer.</exception>
    public static async Task<byte[]> ReadAsync(INatsObjStore store, string name, CancellationToken cancellationToken)
    {
        ObjectMetadata found = await store.GetInfoAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false);
        INatsJSStream stream = await store.JetStreamContext.GetStreamAsync("OBJ_" + store.Bucket, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        using var content = new MemoryStream();
        ulong next = 1;
        for (int left = (int)found.Chunks; left > 0; left--)
        {
            var request = new StreamMsgGetRequest { Seq = next, NextBySubj = $"$O.{store.Bucket}.C.{found.Nuid}" };
            StoredMessage chunk = (await stream.GetAsync(request, cancellationToken).ConfigureAwait(false)).Message;
            content.Write(chunk.Data.Span);
            next = chunk.Seq + 1;
        }

        byte[] bytes = content.ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Sha256(found) ? bytes
            : throw new NatsException($"{name} in the bucket {store.Bucket} has not the SHA-256 that it should have");
    }
}
