using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using MaskML.Serve.Events;
using MaskML.Tests.Cameras;
using MaskML.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests of the page that shows the cameras.</summary>
[Collection(nameof(PageTestGroup))]
[Trait("Kind", "browser")]
public sealed class CamerasPageTests(PageBrowser browser) : IAsyncDisposable
{
    private readonly CameraServer server = CameraServer.Always(50, 100_000);
    private readonly CameraFixture fixture = new();

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        server.Dispose();
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Cameras_page_shows_people_share_violations_and_lost_cameras_to_everybody(int width, ColorScheme scheme)
    {
        await using OpenPage open = await OpenAsync("/cameras", width, scheme);
        IPage page = open.Page;
        await Expect(page.Locator("#now")).ToHaveTextAsync("1");
        await Expect(page.Locator(".tile.violating img")).ToBeVisibleAsync();
        await Expect(page.Locator(".tile.violating")).ToContainTextAsync("1 without mask");
        await Expect(page.Locator(".tile.lost")).ToContainTextAsync("lost: the connection fails");
        await Expect(page.Locator("#share")).ToHaveTextAsync("75\u00a0%");
        await Expect(page.Locator("#today")).ToHaveTextAsync("4");
        await Expect(page.Locator("#chart rect")).ToHaveCountAsync(2);
        await Expect(page.Locator("#last li").First).ToContainTextAsync("still there");
        await Expect(page.Locator("#spoken")).ToContainTextAsync("door: 1 person without a mask");
        Assert.Equal(width, await open.NumberAsync("document.documentElement.scrollWidth"));
        AxeResult result = await page.RunAxe();
        Assert.Empty(result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html}")));
    }

    [Fact]
    public async Task Wall_screen_turns_red_while_somebody_wears_no_mask_and_has_a_switch_for_sound()
    {
        await using OpenPage open = await OpenAsync("/cameras?kiosk", 1280, ColorScheme.Light);
        await Expect(open.Page.Locator("#sign.red")).ToContainTextAsync("Please put on a mask");
        await Expect(open.Page.Locator("#chart")).ToBeHiddenAsync();
        ILocator sound = open.Page.GetByRole(AriaRole.Button, new() { Name = "Sound is off" });
        await sound.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("#sound")).ToHaveAttributeAsync("aria-pressed", "true");
        server.Dispose();
        await Expect(open.Page.Locator("#sign:not(.red)")).ToContainTextAsync("Thank you");
    }

    private async Task<OpenPage> OpenAsync(string path, int width, ColorScheme scheme)
    {
        browser.Need();
        fixture.Cameras = [CameraFixture.Camera("door", server.Url), CameraFixture.Camera("yard", "http://127.0.0.1:9/video")];
        await fixture.StartAsync();
        long minute = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60;
        ((EventStore)fixture.Serve.App.Services.GetService(typeof(EventStore))!).Write("door", [], new Dictionary<CountKey, long>
        {
            [new(minute, CountStore.Label("with_mask"))] = 3,
            [new(minute, CountStore.Label("without_mask"))] = 1,
        });
        await fixture.CameraAsync("door", camera => camera.GetProperty("violations").GetInt32() == 1);
        OpenPage open = await browser.OpenAsync(fixture.Client.BaseAddress!.ToString().TrimEnd('/'), path, width, scheme);

        // A camera without a picture answers with 404.
        open.ExpectsErrors = true;
        return open;
    }
}
