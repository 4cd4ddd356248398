using System.Net;
using MaskML.Predict.Errors;
using MaskML.Predict.Reloading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MaskML.Tests.Reloading;

public sealed class UriModelSourceTests : IAsyncDisposable
{
    private static readonly byte[] First = [1, 2, 3];
    private static readonly byte[] Second = [4, 5];

    private readonly ServiceProvider provider = Build();

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    [Fact]
    public async Task Unchanged_model_is_not_sent_again()
    {
        await using ModelServer server = await ModelServer.StartAsync(ModelServer.File(First, "one"));
        using UriModelSource source = Open(server);
        Assert.Equal(First, (await source.ReadAsync(default))!.Bytes);
        Assert.Null(await source.ReadAsync(default));
        server.Answer = ModelServer.File(Second, "two");
        Assert.Equal(Second, (await source.ReadAsync(default))!.Bytes);
        Assert.Equal(["200", "304 \"one\"", "200 \"one\""], server.Log);
    }

    [Fact]
    public async Task Time_of_the_last_change_replaces_a_missing_tag()
    {
        DateTimeOffset then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await using ModelServer server = await ModelServer.StartAsync(ModelServer.File(First, then));
        using UriModelSource source = Open(server);
        Assert.NotNull(await source.ReadAsync(default));
        Assert.Null(await source.ReadAsync(default));
        server.Answer = ModelServer.File(Second, then.AddSeconds(1));
        Assert.Equal(Second, (await source.ReadAsync(default))!.Bytes);
        Assert.Equal(["200", "304 Fri, 02 Jan 2026 03:04:05 GMT", "200 Fri, 02 Jan 2026 03:04:05 GMT"], server.Log);
    }

    [Fact]
    public async Task Model_that_could_not_be_read_is_requested_again_in_full()
    {
        await using ModelServer server = await ModelServer.StartAsync(ModelServer.File(First, "one"));
        using UriModelSource source = Open(server);
        await source.ReadAsync(default);
        source.Reset();
        Assert.NotNull(await source.ReadAsync(default));
        Assert.Equal(["200", "200"], server.Log);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.NotModified)]
    public async Task Error_status_is_an_error_without_the_secrets_of_the_address(HttpStatusCode status)
    {
        await using ModelServer server = await ModelServer.StartAsync(Status(status));
        using UriModelSource source = Open(server);
        string message = (await Assert.ThrowsAsync<InputException>(() => source.ReadAsync(default))).Message;
        Assert.Contains($"/models/m.zip: the server answered {(int)status}", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Too_large_model_is_refused_with_and_without_a_content_length(bool told)
    {
        byte[] much = new byte[3000];
        await using ModelServer server = await ModelServer.StartAsync(async context =>
        {
            context.Response.ContentLength = told ? much.Length : null;
            await context.Response.Body.WriteAsync(much);
        });
        using UriModelSource source = Open(server, options => options.MaxBytes = 2000);
        InputException error = await Assert.ThrowsAsync<InputException>(() => source.ReadAsync(default));
        Assert.Contains("more than 2000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_that_never_finishes_times_out()
    {
        await using ModelServer server = await ModelServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(First);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using UriModelSource source = Open(server, options => options.DownloadTimeout = TimeSpan.FromMilliseconds(200));
        InputException error = await Assert.ThrowsAsync<InputException>(() => source.ReadAsync(default));
        Assert.Contains("was not there within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_that_breaks_off_is_an_error()
    {
        await using ModelServer server = await ModelServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.Body.WriteAsync(First);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using UriModelSource source = Open(server);
        InputException error = await Assert.ThrowsAsync<InputException>(() => source.ReadAsync(default));
        Assert.Contains("cannot be downloaded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_server_is_an_error()
    {
        Uri address;
        await using (ModelServer server = await ModelServer.StartAsync(Status(HttpStatusCode.OK)))
        {
            address = server.Address;
        }

        using UriModelSource source = new(
            address, TimeSpan.FromMinutes(1), new ReloadOptions(), provider.GetRequiredService<LiveModelServices>());
        InputException error = await Assert.ThrowsAsync<InputException>(() => source.ReadAsync(default));
        Assert.Contains("cannot be downloaded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pauses_grow_with_failures_and_have_jitter()
    {
        TimeSpan minute = TimeSpan.FromMinutes(1);
        IEnumerable<double> pauses = Enumerable.Range(0, 7).Select(n => UriModelSource.NextDelay(minute, n, 0.5).TotalMinutes);
        Assert.Equal([1, 2, 4, 8, 16, 32, 32], pauses, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0.8, UriModelSource.NextDelay(minute, 0, 0).TotalMinutes, 1e-9);
        Assert.Equal(1.2, UriModelSource.NextDelay(minute, 0, 1).TotalMinutes, 1e-9);
    }

    private static Func<HttpContext, Task> Status(HttpStatusCode status) => context =>
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    };

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLiveModels();
        return services.BuildServiceProvider();
    }

    private UriModelSource Open(ModelServer server, Action<ReloadOptions>? configure = null)
    {
        var options = new ReloadOptions();
        configure?.Invoke(options);
        return new UriModelSource(server.Address, TimeSpan.FromMinutes(1), options, provider.GetRequiredService<LiveModelServices>());
    }
}
