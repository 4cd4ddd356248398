using System.Net;
using System.Runtime.InteropServices;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Serve.Page;
using MaskML.Serve.Runs;
using MaskML.Serve.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenCvSharp;

namespace MaskML.Serve.Hosting;

/// <summary>Runs the service in this process.</summary>
/// <param name="serve">Options of the service.</param>
/// <param name="configure">Sets the options of prediction.</param>
/// <param name="watch">The cameras.</param>
/// <param name="output">Receives one line for each address that the service listens on.</param>
public sealed partial class ServeRun(ServeOptions serve, Action<MaskMLOptions> configure, WatchSettings watch, TextWriter output)
{
    /// <summary>Path that answers 200 while the service accepts photos, and 503 otherwise; for health probes.</summary>
    public const string ReadyPath = Routes.Ready;

    /// <summary>Runs, trainings and the live model; null for the defaults.</summary>
    public RunSettings? Runs { get; init; }

    // What ends after the running requests have ended or were given up.
    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Serves until SIGTERM, then finishes the running requests; native code of requests that were given up may still run afterwards.
    /// Sets OpenCV to one thread and silences its log, for the whole process.
    /// </summary>
    /// <param name="cancellationToken">Stops the service without waiting for running requests.</param>
    /// <exception cref="MaskMLException">The service cannot start.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var terminated = new CancellationTokenSource();
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            terminated.Cancel();
        });

        // Nothing outlives its seconds: neither a start that hangs, nor a request, nor a disposal.
        Task serving = Task.Run(() => ServeAsync(terminated, cancellationToken), CancellationToken.None);
        var overdue = new TaskCompletionSource();
        using CancellationTokenRegistration countdown = terminated.Token.Register(() =>
            _ = Task.Delay(TimeSpan.FromSeconds(serve.DrainSeconds + serve.ShutdownSeconds) + Spare, CancellationToken.None)
                .ContinueWith(_ => overdue.TrySetResult(), TaskScheduler.Default));
        await await Task.WhenAny(serving, overdue.Task);
    }

    private async Task ServeAsync(CancellationTokenSource terminated, CancellationToken cancellationToken)
    {
        // Requests run in parallel, so more threads for each would only compete. Errors of OpenCV are part of the answers.
        Cv2.SetNumThreads(1);
        Cv2.SetLogLevel(OpenCvSharp.LogLevel.SILENT);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(terminated.Token, cancellationToken);
        WebApplication app = ServeHost.Build(serve, configure, watch: watch, runs: Runs);
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await StartAsync(app, stop.Token);
                await Task.Delay(Timeout.Infinite, stop.Token);
            }
            catch (OperationCanceledException) when (terminated.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                Stopping(app.Logger, serve.ShutdownSeconds);
            }

            await app.StopAsync(CancellationToken.None);
        }
    }

    private async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new UsageException(
                $"serve.url {serve.Url}: {e.Message.TrimEnd('.')}. Stop what listens there, or choose another address with --url.", e);
        }

        MaskModelPool pool = app.Services.GetRequiredService<MaskModelPool>();
        MaskMLOptions prediction = app.Services.GetRequiredService<IOptions<MaskMLOptions>>().Value;
        string detector = prediction.Predict.Detector == FaceDetectors.Auto ? pool.BestDetector : prediction.Predict.Detector;
        string model = prediction.Model is { } file && (!prediction.ModelIsOptional || File.Exists(file)) ? file : "the shipped model";
        foreach (string url in app.Urls)
        {
            output.WriteLine($"{url} serves {model} ({pool.Current!.Sha256[..12]}), detector {detector}");
        }

        foreach (string url in watch.Review.Enabled ? app.Urls : [])
        {
            output.WriteLine($"{url}{PageFiles.Review} shows what to label");
        }

        if (!app.Services.GetRequiredService<AccessKeys>().Caller.IsNeeded && app.Urls.Any(url => !IsLoopback(url)))
        {
            NoKey(app.Logger, serve.Url);
        }
    }

    // Kestrel reports + and * as they are, or as [::].
    private static bool IsLoopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && (uri.Host == "localhost"
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address)));

    [LoggerMessage(
        50,
        Microsoft.Extensions.Logging.LogLevel.Warning,
        "{Url} can be reached from other machines, and no API key is needed. "
        + "Set serve.apiKey (MASKML__serve__apiKey) or serve.apiKeyFile, or listen on 127.0.0.1")]
    private static partial void NoKey(ILogger logger, string url);

    [LoggerMessage(
        51, Microsoft.Extensions.Logging.LogLevel.Information, "Stopping: no new requests are accepted, running ones have {Seconds} s")]
    private static partial void Stopping(ILogger logger, double seconds);
}
