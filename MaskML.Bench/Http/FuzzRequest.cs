namespace MaskML.Bench.Http;

/// <summary>A request as bytes for the wire.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="IsCutOff">Whether it promises more than there is, so that the server waits until the sender hangs up.</param>
internal sealed record FuzzRequest(byte[] Bytes, bool IsCutOff);
