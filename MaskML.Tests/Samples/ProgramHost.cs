using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MaskML.Tests.Samples;

/// <summary>
/// Runs the entry point of a program with a host on a thread of its own, and hands out the host that it builds. .NET announces every new
/// host to diagnostic listeners, on the thread that builds it.
/// </summary>
internal sealed class ProgramHost : IAsyncDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly TaskCompletionSource<IHost> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<IHost> built;
    private readonly Thread thread;

    private ProgramHost(Action<string[]> main, string[] args, Action<IHost> built)
    {
        this.built = built;
        thread = new Thread(() => Run(main, args)) { IsBackground = true };
        thread.Start();
    }

    /// <summary>The address that a web program listens on.</summary>
    public string Address =>
        started.Task.Result.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts a program and waits until its host has started; what the program throws before that is thrown here.</summary>
    public static async Task<ProgramHost> StartAsync(Action<string[]> main, string[] args, Action<IHost>? built = null)
    {
        var program = new ProgramHost(main, args, built ?? (_ => { }));
        await program.started.Task;
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        started.Task.Result.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await ended.Task;
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener listener)
    {
        if (listener.Name == "Microsoft.Extensions.Hosting")
        {
            listener.Subscribe(this);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (Thread.CurrentThread == thread && value is { Key: "HostBuilt", Value: IHost host })
        {
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => started.TrySetResult(host));
            built(host);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private void Run(Action<string[]> main, string[] args)
    {
        try
        {
            using (DiagnosticListener.AllListeners.Subscribe(this))
            {
                main(args);
            }

            started.TrySetException(new InvalidOperationException("The program ended before its host started."));
            ended.TrySetResult();
        }
        catch (Exception e)
        {
            // An exception after the start surfaces when the test disposes the program.
            if (started.TrySetException(e))
            {
                return;
            }

            ended.TrySetException(e);
        }
    }
}
