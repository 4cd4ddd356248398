using MaskML.Predict.Errors;
using Microsoft.Data.Sqlite;

namespace MaskML.Serve.Events;

/// <summary>
/// The SQLite database: one connection writes, one transaction at a time; readers have their own and never wait for it. It is opened at
/// the first use, so that a service without cameras leaves no file.
/// </summary>
/// <param name="options">Where it is.</param>
internal sealed class EventDatabase(EventOptions options) : IDisposable
{
    // Events survive a power cut, since they are on the disk before anyone is told. Deleted pictures are overwritten.
    private const string Schema =
        """
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        CREATE TABLE IF NOT EXISTS events(
          seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, camera TEXT NOT NULL, type TEXT NOT NULL,
          time INTEGER NOT NULL, json TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS events_camera ON events(camera, seq);
        CREATE INDEX IF NOT EXISTS events_type ON events(type, seq);
        CREATE INDEX IF NOT EXISTS events_camera_type ON events(camera, type, seq);
        CREATE INDEX IF NOT EXISTS events_time ON events(time);
        CREATE TABLE IF NOT EXISTS pictures(id TEXT PRIMARY KEY, time INTEGER NOT NULL, jpeg BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS pictures_time ON pictures(time);
        CREATE TABLE IF NOT EXISTS counts(
          minute INTEGER NOT NULL, camera TEXT NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(minute, camera, what))
          WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS taken(id TEXT PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS receivers(name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS dead(
          receiver TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL, reason TEXT NOT NULL,
          PRIMARY KEY(receiver, seq)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS open(violation TEXT PRIMARY KEY, camera TEXT NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS cameras(name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fleet(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """;

    private readonly Lock sync = new();
    private readonly ChangeSignal changed = new();
    private SqliteConnection? writer;

    /// <summary>Completed by the next transaction.</summary>
    public Task Changed => changed.Next;

    /// <summary>Opens the database.</summary>
    /// <exception cref="UsageException">It cannot be opened or written.</exception>
    public void Open()
    {
        lock (sync)
        {
            _ = Writer();
        }
    }

    /// <summary>Reads with a connection that sees one state of the database.</summary>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        // Without the lock, which a transaction that writes holds until it is on the disk.
        if (Volatile.Read(ref writer) is null)
        {
            Open();
        }

        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        return read(connection);
    }

    /// <summary>Writes in one transaction.</summary>
    public void Write(Action<SqliteConnection> write)
    {
        lock (sync)
        {
            using SqliteTransaction transaction = Writer().BeginTransaction();
            write(transaction.Connection!);
            transaction.Commit();
        }

        changed.Raise();
    }

    /// <summary>Runs a command outside any transaction.</summary>
    public void Maintain(string command)
    {
        lock (sync)
        {
            Writer().Execute(command);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (sync)
        {
            if (writer is not null)
            {
                SqliteConnection.ClearPool(writer);
                writer.Dispose();
                writer = null;
            }
        }
    }

    private SqliteConnection Writer()
    {
        if (writer is not null)
        {
            return writer;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Store))!);
            SqliteConnection connection = Connect();
            connection.Execute(Schema);
            return writer = connection;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"events.store {options.Store}: the database cannot be opened: {e.Message}", e);
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = options.Store }.ToString());
        connection.Open();
        return connection;
    }
}
