using MaskML.Synth;
using MaskML.Tests.Support;
using Microsoft.Playwright;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve.Page;

/// <summary>
/// The system's Chromium, headless, and a service, shared by all tests of the page. Its camera shows a drawn scene. Tests are skipped
/// if Chromium is not installed.
/// </summary>
public sealed class PageBrowser : IAsyncLifetime
{
    // Chromium does not scale pictures of this size.
    private const int CameraWidth = 640;
    private const int CameraHeight = 480;
    private const int Seed = 7;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly TempFolder folder = new();
    private IPlaywright? playwright;
    private IBrowser? browser;
    private PageServer? server;

    /// <summary>The drawn photo of several people that the camera shows.</summary>
    public byte[] Scene { get; private set; } = [];

    /// <summary>The service that most tests share. No test changes its model.</summary>
    internal PageServer Server => server!;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } program)
        {
            return;
        }

        using (Scene drawn = SceneRenderer.Render(Seed, CameraWidth, CameraHeight))
        {
            Scene = drawn.Photo.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 95));
        }

        // Motion JPEG: concatenated pictures.
        string camera = folder.File("camera.mjpeg");
        await File.WriteAllBytesAsync(camera, [.. Scene, .. Scene]);
        server = await PageServer.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--use-file-for-fake-video-capture=" + camera],
        });
    }

    /// <summary>Opens the page in a new browser context; skips the calling test if Chromium is not installed.</summary>
    /// <param name="at">The service; null for the shared one.</param>
    /// <param name="width">Width of the window.</param>
    /// <param name="scheme">Light or dark.</param>
    internal async Task<OpenPage> OpenAsync(PageServer? at = null, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        Need();
        return await OpenPage.OpenAsync(browser!, (at ?? Server).Url, width, scheme);
    }

    /// <summary>Opens another page of another service.</summary>
    internal async Task<OpenPage> OpenAsync(string url, string path, int width, ColorScheme scheme)
    {
        Need();
        return await OpenPage.OpenAsync(browser!, url, width, scheme, path);
    }

    /// <summary>Skips the calling test if Chromium is not installed.</summary>
    public void Need() =>
        Assert.SkipWhen(browser is null, $"Chromium is not installed (looked for {string.Join(", ", Names)} on the path).");

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(place => Names.Select(name => Path.Combine(place, name))).FirstOrDefault(File.Exists);
}
