using System.Text.Json;
using MaskML.Serve.Events;

namespace MaskML.Serve.Cameras;

/// <summary>The cameras that were added over HTTP.</summary>
internal sealed class CameraStore(EventDatabase database, EventOptions options)
{
    /// <summary>Whether there is a store.</summary>
    public bool Exists => File.Exists(options.Store);

    /// <summary>All of them.</summary>
    public IReadOnlyList<CameraOptions> All() => !Exists ? [] : database.Read(connection => connection.Query(
        "SELECT json FROM cameras ORDER BY name", row => JsonSerializer.Deserialize<CameraOptions>(row.GetString(0))!));

    /// <summary>Adds or replaces a camera.</summary>
    public void Put(CameraOptions camera) => database.Write(connection => connection.Execute(
        "INSERT OR REPLACE INTO cameras(name, json) VALUES($name, $json)",
        ("$name", camera.Name),
        ("$json", JsonSerializer.Serialize(camera))));

    /// <summary>Removes a camera.</summary>
    public void Delete(string name) => database.Write(connection => connection.Execute(
        "DELETE FROM cameras WHERE name = $name", ("$name", name)));
}
