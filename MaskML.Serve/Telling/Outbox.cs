using MaskML.Serve.Events;

namespace MaskML.Serve.Telling;

/// <summary>
/// How far each receiver has been told. The stored events themselves are the outbox: an event and that it must be told are one row, so
/// neither exists without the other.
/// </summary>
internal sealed class Outbox(EventDatabase database, TimeProvider time)
{
    /// <summary>Number of the last event that a receiver has been told of; a new receiver begins with the next event.</summary>
    public long Position(string receiver)
    {
        long position = -1;
        database.Write(connection =>
        {
            connection.Execute(
                "INSERT OR IGNORE INTO receivers(name, seq) VALUES($name, $seq)",
                ("$name", receiver),
                ("$seq", EventStore.LastOf(connection)));
            position = connection.Number("SELECT seq FROM receivers WHERE name = $name", ("$name", receiver));
        });
        return position;
    }

    /// <summary>Records that a receiver has taken an event, or that there is nothing for it up to there.</summary>
    public void Told(string receiver, long seq) => database.Write(connection => connection.Execute(
        "UPDATE receivers SET seq = $seq WHERE name = $name", ("$name", receiver), ("$seq", seq)));

    /// <summary>Records that a receiver refused an event for good, and goes on with the next.</summary>
    public void Bury(string receiver, StoredEvent one, string reason) => database.Write(connection =>
    {
        connection.Execute(
            "INSERT OR REPLACE INTO dead(receiver, seq, id, time, reason) VALUES($receiver, $seq, $id, $time, $reason)",
            ("$receiver", receiver),
            ("$seq", one.Seq),
            ("$id", one.Id),
            ("$time", time.GetUtcNow().ToUnixTimeMilliseconds()),
            ("$reason", reason));
        connection.Execute("UPDATE receivers SET seq = $seq WHERE name = $name", ("$name", receiver), ("$seq", one.Seq));
    });

    /// <summary>Events that a receiver refused, the latest first.</summary>
    public IReadOnlyList<DeadLetterAnswer> DeadLetters(string receiver) => database.Read(connection => connection.Query(
        "SELECT id, time, reason FROM dead WHERE receiver = $receiver ORDER BY seq DESC LIMIT 100",
        row => new DeadLetterAnswer(row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2)),
        ("$receiver", receiver)));
}
