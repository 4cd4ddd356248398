using MaskML.Serve.Events;

namespace MaskML.Serve.Telling;

/// <summary>Somebody who is told of events, one after the other.</summary>
internal interface IReceiver
{
    /// <summary>Name under which the store keeps how far it has been told.</summary>
    string Name { get; }

    /// <summary>Types of events that it is told of; null for all.</summary>
    IReadOnlyList<string>? Types { get; }

    /// <summary>Why the last attempt failed; null after a success.</summary>
    string? Problem { get; }

    /// <summary>Tells of an event; tries again until it is taken.</summary>
    /// <exception cref="RefusedException">It will never be taken.</exception>
    Task TellAsync(StoredEvent one, CancellationToken cancellationToken);
}

/// <summary>A receiver refuses an event for good.</summary>
internal sealed class RefusedException(string message) : Exception(message);
