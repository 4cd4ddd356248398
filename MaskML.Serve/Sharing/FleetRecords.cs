using MaskML.Serve.Events;

namespace MaskML.Serve.Sharing;

/// <summary>What a service must know of its fleet after a restart.</summary>
internal sealed class FleetRecords(EventDatabase database)
{
    private const string Reader = "reader";
    private const string Camera = "camera ";

    /// <summary>Name under which this service reads events: one for each store.</summary>
    public string ReaderName()
    {
        database.Write(connection => connection.Execute(
            "INSERT OR IGNORE INTO fleet(key, value) VALUES($key, $value)", ("$key", Reader), ("$value", $"serve-{Guid.NewGuid():N}")));
        return database.Read(connection => connection.Query(
            "SELECT value FROM fleet WHERE key = $key", row => row.GetString(0), ("$key", Reader)))[0];
    }

    /// <summary>Names of the cameras that this service published.</summary>
    public List<string> Published() => database.Read(connection => connection.Query(
        "SELECT value FROM fleet WHERE key LIKE 'camera %'", row => row.GetString(0)));

    /// <summary>Records a camera before it is published.</summary>
    public void Add(string camera) => database.Write(connection => connection.Execute(
        "INSERT OR IGNORE INTO fleet(key, value) VALUES($key, $value)", ("$key", Camera + camera), ("$value", camera)));

    /// <summary>Forgets a camera after it was removed.</summary>
    public void Remove(string camera) => database.Write(connection => connection.Execute(
        "DELETE FROM fleet WHERE key = $key", ("$key", Camera + camera)));
}
