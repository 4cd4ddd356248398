namespace MaskML.Serve.Contracts;

/// <summary>Somebody who is told of events.</summary>
/// <param name="Name">Address of the webhook without credentials, or mqtt.</param>
/// <param name="Waiting">Events that wait to be told.</param>
/// <param name="Problem">Why the last attempt failed; null after a success.</param>
/// <param name="DeadLetters">Events that it refused for good, the latest first, at most 100.</param>
internal sealed record ReceiverAnswer(string Name, long Waiting, string? Problem, IReadOnlyList<DeadLetterAnswer> DeadLetters);

/// <summary>An event that a receiver refused.</summary>
/// <param name="Id">Id of the event.</param>
/// <param name="Time">When it was refused.</param>
/// <param name="Reason">What the receiver said.</param>
internal sealed record DeadLetterAnswer(string Id, DateTimeOffset Time, string Reason);
