using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace MaskML.Tests.Serve.Page;

/// <summary>
/// The page in a new browser context. When it is disposed, it must have sent requests to its own server only, and must not have thrown
/// or logged to the console.
/// </summary>
internal sealed class OpenPage : IAsyncDisposable
{
    // Counts in the page itself, since events of the browser may arrive out of order.
    private const string Counter =
        """
        window.asked = { now: 0, most: 0 };
        const ask = window.fetch;
        window.fetch = async (address, options) => {
          if (!address.includes('v1/predict')) {
            return ask(address, options);
          }

          window.asked.most = Math.max(window.asked.most, ++window.asked.now);
          try {
            const response = await ask(address, options);
            await response.clone().arrayBuffer();
            return response;
          } finally {
            window.asked.now--;
          }
        };
        """;

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> messages = new();
    private readonly ConcurrentQueue<IRequest> requests = new();
    private readonly string url;

    private OpenPage(IBrowserContext context, IPage page, string url)
    {
        (this.context, Page, this.url) = (context, page, url);
        page.PageError += (_, error) => messages.Enqueue(error);
        page.Console += (_, message) => messages.Enqueue($"{message.Type}: {message.Text}");
        context.Request += (_, request) => requests.Enqueue(request);
    }

    public IPage Page { get; }

    /// <summary>Addresses of all requests for predictions.</summary>
    public IReadOnlyList<string> Predictions => [.. requests.Where(IsPrediction).Select(request => request.Url)];

    /// <summary>Whether the browser may log failed requests to the console.</summary>
    public bool ExpectsErrors { get; set; }

    public ILocator Faces => Page.Locator("#faces button");

    public ILocator Boxes => Page.Locator(".overlay .box");

    public ILocator Summary => Page.Locator("#summary");

    public ILocator Chip => Page.Locator("#live-chip");

    public static async Task<OpenPage> OpenAsync(IBrowser browser, string url, int width, ColorScheme scheme, string path = "")
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 844 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        await context.AddInitScriptAsync(Counter);
        var open = new OpenPage(context, await context.NewPageAsync(), url);
        await open.Page.GotoAsync(url + path);
        return open;
    }

    /// <summary>Chooses files and waits for the answer to the one that is shown.</summary>
    public async Task ChooseAsync(params FilePayload[] files)
    {
        await Page.SetInputFilesAsync("#files", files);
        await SettledAsync();
    }

    /// <summary>Waits until no request is running.</summary>
    public Task SettledAsync() => Page.WaitForFunctionAsync(
        "() => document.querySelector('#busy').hidden && !document.querySelector('#bench').classList.contains('empty') "
        + "&& document.querySelector('#summary').textContent !== 'No photo yet.'");

    /// <summary>Largest number of predictions that ran at the same time.</summary>
    public Task<int> MaxConcurrentAsync() => NumberAsync("window.asked.most");

    public Task<int> NumberAsync(string script) => Page.EvaluateAsync<int>(script);

    public static FilePayload File(string name, byte[] content, string type = "image/jpeg") =>
        new() { Name = name, MimeType = type, Buffer = content };

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        Assert.All(requests, request => Assert.True(IsOwn(request.Url), $"The page asked {request.Url}."));
        Assert.DoesNotContain(messages, line => !ExpectsErrors || !line.Contains("Failed to load resource", StringComparison.Ordinal));
    }

    private bool IsOwn(string address) =>
        address.StartsWith(url + "/", StringComparison.Ordinal) || address.StartsWith("blob:" + url + "/", StringComparison.Ordinal);

    private static bool IsPrediction(IRequest request) => request.Url.Contains("/v1/predict", StringComparison.Ordinal);
}
