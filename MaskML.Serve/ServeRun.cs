using System.Net;
using System.Runtime.InteropServices;
using MaskML.Predict.Commands;
using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Hosting;
using MaskML.Predict.Reloading;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenCvSharp;

namespace MaskML.Serve;

/// <summary>The service from its start to its end.</summary>
/// <param name="config">The configuration.</param>
/// <param name="console">Where its address goes.</param>
internal sealed partial class ServeRun(MaskMLConfig config, CommandConsole console)
{
    /// <summary>Serves until SIGTERM, after which it finishes what it began and returns 0.</summary>
    /// <param name="stop">Ends it at once.</param>
    /// <exception cref="MaskMLException">It cannot start.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var terminated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            terminated.TrySetResult();
        });

        // Requests run side by side; threads within one would only get into each other's way. What OpenCV has to say stands in our answers.
        Cv2.SetNumThreads(1);
        Cv2.SetLogLevel(OpenCvSharp.LogLevel.SILENT);
        WebApplication app = ServeHost.Build(config);
        await using (app.ConfigureAwait(false))
        {
            await StartAsync(app, stop);
            await terminated.Task.WaitAsync(stop);
            Ending(app.Logger, config.Serve.ShutdownSeconds);
            await app.StopAsync(CancellationToken.None);
        }

        return ExitCodes.Done;
    }

    private async Task StartAsync(WebApplication app, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new UsageException($"serve.url {config.Serve.Url}: {e.Message.TrimEnd('.')}. Stop what listens there, or choose another address with --url.", e);
        }

        MaskModelPool pool = app.Services.GetRequiredService<MaskModelPool>();
        LiveModelInfo live = pool.Current!;
        foreach (string url in app.Urls)
        {
            console.Output.WriteLine($"{url} serves {live.Source} ({live.Sha256[..12]}), detector {Detector(pool)}");
        }

        if (app.Services.GetRequiredService<Security.ApiKey>() is { IsNeeded: false } && app.Urls.Any(url => !IsLoopback(url)))
        {
            Unprotected(app.Logger, config.Serve.Url);
        }
    }

    private string Detector(MaskModelPool pool) =>
        config.Predict.Detector == Predict.Faces.FaceDetectors.Auto ? pool.BestDetector : config.Predict.Detector;

    private static bool IsLoopback(string url)
    {
        // Kestrel gives back + and * as they are, or as [::].
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
            && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address)));
    }

    [LoggerMessage(50, Microsoft.Extensions.Logging.LogLevel.Warning, "{Url} can be reached from other machines, and no API key is needed. Set serve.apiKey (MASKML__serve__apiKey) or serve.apiKeyFile, or listen on 127.0.0.1")]
    private static partial void Unprotected(ILogger logger, string url);

    [LoggerMessage(51, Microsoft.Extensions.Logging.LogLevel.Information, "Ending: no more requests are taken, running ones have {Seconds} s")]
    private static partial void Ending(ILogger logger, double seconds);
}
