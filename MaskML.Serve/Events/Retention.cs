using MaskML.Predict.Errors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MaskML.Serve.Events;

/// <summary>Deletes what is too old or too much, when the service starts and then every ten minutes.</summary>
internal sealed partial class Retention(
    EventDatabase database, EventOptions options, PrivacyOptions privacy, TimeProvider time, ILogger<Retention> log) : BackgroundService
{
    // Cameras wait for at most one chunk.
    private const int Chunk = 1000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Deletes once.</summary>
    public void Run()
    {
        DateTimeOffset now = time.GetUtcNow();
        long oldest = now.AddDays(-options.Days).ToUnixTimeMilliseconds();
        bool any = DeleteAll(
            "DELETE FROM pictures WHERE id IN (SELECT id FROM pictures WHERE time < $oldest LIMIT $chunk)",
            ("$oldest", now.AddDays(-Math.Min(privacy.Days, options.Days)).ToUnixTimeMilliseconds()));
        any |= DeleteAll("DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE time < $oldest LIMIT $chunk)", ("$oldest", oldest));
        database.Write(connection =>
        {
            connection.Execute("DELETE FROM counts WHERE minute < $oldest", ("$oldest", oldest / 60_000));
            connection.Execute("DELETE FROM taken WHERE time < $oldest", ("$oldest", oldest));
            connection.Execute("DELETE FROM dead WHERE time < $oldest", ("$oldest", oldest));
        });
        while (Bytes() > (long)options.Megabytes << 20 && Delete(
            "DELETE FROM events WHERE seq IN (SELECT seq FROM events ORDER BY seq LIMIT $chunk)") > 0)
        {
            any = true;
            Delete("DELETE FROM pictures WHERE id IN (SELECT id FROM pictures ORDER BY time LIMIT $chunk)");
        }

        if (any)
        {
            database.Maintain("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (File.Exists(options.Store))
                {
                    Run();
                }
            }
            catch (Exception e) when (e is SqliteException or UsageException)
            {
                Failed(log, options.Store, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    // Bytes that hold something.
    private long Bytes() => database.Read(connection => connection.Number(
        "SELECT (c.page_count - f.freelist_count) * s.page_size FROM pragma_page_count c, pragma_freelist_count f, pragma_page_size s"));

    private bool DeleteAll(string sql, (string, object?) value)
    {
        bool any = false;
        while (Delete(sql, value) > 0)
        {
            any = true;
        }

        return any;
    }

    private int Delete(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        (string, object?)[] all = [.. values, ("$chunk", Chunk)];
        int rows = 0;
        database.Write(connection => rows = connection.Execute(sql, all));
        return rows;
    }

    [LoggerMessage(62, LogLevel.Error, "{Store}: old events cannot be deleted: {Reason}")]
    private static partial void Failed(ILogger logger, string store, string reason);
}
