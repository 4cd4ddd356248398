using System.Net;
using System.Runtime.InteropServices;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Reloading;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenCvSharp;

namespace MaskML.Serve;

/// <summary>The service from its start to its end.</summary>
/// <param name="serve">Options of the service.</param>
/// <param name="configure">Sets the options of prediction.</param>
/// <param name="output">Receives the addresses that the service listens on.</param>
public sealed partial class ServeRun(ServeOptions serve, Action<MaskMLOptions> configure, TextWriter output)
{
    /// <summary>Serves until SIGTERM, after which running requests are finished.</summary>
    /// <param name="stop">Ends it at once.</param>
    /// <exception cref="MaskMLException">It cannot start.</exception>
    public async Task RunAsync(CancellationToken stop)
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
        WebApplication app = ServeHost.Build(serve, configure);
        await using (app.ConfigureAwait(false))
        {
            await StartAsync(app, stop);
            await terminated.Task.WaitAsync(stop);
            Ending(app.Logger, serve.ShutdownSeconds);
            await app.StopAsync(CancellationToken.None);
        }
    }

    private async Task StartAsync(WebApplication app, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new UsageException($"serve.url {serve.Url}: {e.Message.TrimEnd('.')}. Stop what listens there, or choose another address with --url.", e);
        }

        MaskModelPool pool = app.Services.GetRequiredService<MaskModelPool>();
        LiveModelInfo live = pool.Current!;
        foreach (string url in app.Urls)
        {
            output.WriteLine($"{url} serves {live.Source} ({live.Sha256[..12]}), detector {Detector(app, pool)}");
        }

        if (app.Services.GetRequiredService<Security.ApiKey>() is { IsNeeded: false } && app.Urls.Any(url => !IsLoopback(url)))
        {
            Unprotected(app.Logger, serve.Url);
        }
    }

    private static string Detector(WebApplication app, MaskModelPool pool)
    {
        string name = app.Services.GetRequiredService<IOptions<MaskMLOptions>>().Value.Predict.Detector;
        return name == FaceDetectors.Auto ? pool.BestDetector : name;
    }

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
