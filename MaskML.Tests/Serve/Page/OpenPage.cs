using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace MaskML.Tests.Serve.Page;

/// <summary>
/// The page in a browser context of its own, and what it did: when it is closed, it must have asked nobody but its own server, and
/// neither thrown nor complained.
/// </summary>
internal sealed class OpenPage : IAsyncDisposable
{
    // Counts in the page itself, where a request ends before the next one begins; events of the browser may overtake each other.
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
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<IRequest> requests = new();
    private readonly string url;

    private OpenPage(IBrowserContext context, IPage page, string url)
    {
        (this.context, Page, this.url) = (context, page, url);
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Console += (_, message) => complaints.Enqueue($"{message.Type}: {message.Text}");
        context.Request += (_, request) => requests.Enqueue(request);
    }

    public IPage Page { get; }

    /// <summary>Addresses of the predictions that were asked for.</summary>
    public IReadOnlyList<string> Predictions => [.. requests.Where(IsPrediction).Select(request => request.Url)];

    /// <summary>Whether what the browser says of answers that are errors may stand in its console.</summary>
    public bool ExpectsErrors { get; set; }

    public ILocator Faces => Page.Locator("#faces button");

    public ILocator Boxes => Page.Locator(".overlay .box");

    public ILocator Summary => Page.Locator("#summary");

    public ILocator Chip => Page.Locator("#live-chip");

    public static async Task<OpenPage> OpenAsync(IBrowser browser, string url, int width, ColorScheme scheme)
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
        await open.Page.GotoAsync(url);
        return open;
    }

    /// <summary>Chooses files and waits until the shown one has its answer.</summary>
    public async Task ChooseAsync(params FilePayload[] files)
    {
        await Page.SetInputFilesAsync("#files", files);
        await SettledAsync();
    }

    /// <summary>Waits until nothing is under way.</summary>
    public Task SettledAsync() => Page.WaitForFunctionAsync(
        "() => document.querySelector('#busy').hidden && !document.querySelector('#bench').classList.contains('empty') && document.querySelector('#summary').textContent !== 'No photo yet.'");

    /// <summary>The most predictions that were under way at a time.</summary>
    public Task<int> MostAtATimeAsync() => NumberAsync("window.asked.most");

    public Task<int> NumberAsync(string script) => Page.EvaluateAsync<int>(script);

    public static FilePayload File(string name, byte[] content, string type = "image/jpeg") => new() { Name = name, MimeType = type, Buffer = content };

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        Assert.All(requests, request => Assert.True(IsOwn(request.Url), $"The page asked {request.Url}."));
        Assert.DoesNotContain(complaints, line => !ExpectsErrors || !line.Contains("Failed to load resource", StringComparison.Ordinal));
    }

    private bool IsOwn(string address) => address.StartsWith(url + "/", StringComparison.Ordinal) || address.StartsWith("blob:" + url + "/", StringComparison.Ordinal);

    private static bool IsPrediction(IRequest request) => request.Url.Contains("/v1/predict", StringComparison.Ordinal);
}
