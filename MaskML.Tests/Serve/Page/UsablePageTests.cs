using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests of accessibility: keyboard, narrow screens, colour schemes and error messages.</summary>
[Collection(nameof(PageTestGroup))]
[Trait("Kind", "browser")]
public sealed class UsablePageTests(PageBrowser browser)
{
    [Fact]
    public async Task Page_can_be_used_with_the_keyboard_only()
    {
        await using OpenPage open = await browser.OpenAsync();

        // Registered early, since Playwright needs time until it intercepts the file dialog.
        open.Page.FileChooser += (_, _) => { };
        await Expect(open.Chip).ToHaveAttributeAsync("data-state", "live");
        await TabToAsync(open, "#files");
        IFileChooser chooser = await open.Page.RunAndWaitForFileChooserAsync(() => open.Page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync([OpenPage.File("first.jpg", browser.Scene), OpenPage.File("second.jpg", browser.Scene)]);
        await open.SettledAsync();

        // The focused face is highlighted in the picture; Enter keeps it highlighted.
        await TabToAsync(open, ".thumb");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(open.Page.Locator(".thumb").Nth(1)).ToBeFocusedAsync();
        await Expect(open.Page.Locator("#frame img")).ToHaveAttributeAsync("alt", new System.Text.RegularExpressions.Regex("^second"));
        await open.Page.Keyboard.PressAsync("Delete");
        await Expect(open.Page.Locator("#frame img")).ToHaveAttributeAsync("alt", new System.Text.RegularExpressions.Regex("^first"));
        await TabToAsync(open, "#faces button");
        await Expect(open.Page.Locator(".overlay .lit")).ToHaveAttributeAsync("data-face", "0");
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Faces.First).ToHaveAttributeAsync("aria-pressed", "true");

        await TabToAsync(open, "#detectors input:checked");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(open.Page.Locator("#detectors input:checked")).Not.ToHaveValueAsync("auto");
        await TabToAsync(open, "#uncertain");
        await open.Page.Keyboard.PressAsync("End");
        await Expect(open.Page.Locator("#faces .uncertain")).Not.ToHaveCountAsync(0);
        Assert.Contains("uncertainBelow=1", open.Predictions[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("detector=auto", open.Predictions[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Page_does_not_scroll_sideways(int width)
    {
        await using OpenPage open = await browser.OpenAsync(width: width);
        await Expect(open.Chip).ToHaveAttributeAsync("data-state", "live");
        Assert.Equal(width, await open.NumberAsync("document.documentElement.scrollWidth"));
        IEnumerable<string> names = Enumerable.Range(0, 6).Select(i => $"a-photo-with-a-rather-long-name-{i}.jpg");
        await open.ChooseAsync([.. names.Select(name => OpenPage.File(name, browser.Scene))]);
        Assert.Equal(width, await open.NumberAsync("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_no_accessibility_violation(ColorScheme scheme)
    {
        await using OpenPage open = await browser.OpenAsync(scheme: scheme);
        bool colors = scheme == ColorScheme.Dark; // The schemes differ in nothing else.
        await Expect(open.Chip).ToHaveAttributeAsync("data-state", "live");
        await AssertAccessibleAsync(open, colors);
        await open.Page.Locator("#uncertain").FillAsync("1");
        await open.ChooseAsync(OpenPage.File("people.jpg", browser.Scene), OpenPage.File("text.txt", "no photo"u8.ToArray(), "text/plain"));
        open.ExpectsErrors = true;
        await Expect(open.Page.Locator(".thumb").Nth(1)).ToHaveAttributeAsync(
            "aria-label", new System.Text.RegularExpressions.Regex(@"^text\.txt: The photo cannot be used"));
        await AssertAccessibleAsync(open, colors);
        await open.Page.Locator(".thumb").Nth(1).ClickAsync();
        await AssertAccessibleAsync(open, colors);
    }

    [Fact]
    public async Task File_that_is_not_a_photo_shows_the_error_of_the_service()
    {
        await using OpenPage open = await browser.OpenAsync();
        open.ExpectsErrors = true;
        await open.ChooseAsync(OpenPage.File("notes.txt", "This is no photo."u8.ToArray(), "text/plain"));
        await Expect(open.Page.Locator("#problem")).ToContainTextAsync("The photo cannot be used. The content is not an image");
        await Expect(open.Page.Locator("#problem")).ToHaveAttributeAsync("role", "alert");
        await Expect(open.Summary).ToHaveTextAsync("No answer.");
        await Expect(open.Page.Locator("#blank")).ToBeVisibleAsync();
        await Expect(open.Boxes).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Photo_over_the_limits_is_rejected_before_it_is_sent()
    {
        browser.Need();
        await using PageServer server = await PageServer.StartAsync(serve => serve with { MaxBytes = 10_000, MaxMegapixels = 0.1 });
        await using OpenPage open = await browser.OpenAsync(server);
        await Expect(open.Chip).ToHaveAttributeAsync("data-state", "live");
        await open.ChooseAsync(OpenPage.File("large.jpg", browser.Scene));
        await Expect(open.Page.Locator("#problem")).ToContainTextAsync("this server takes up to 10 kB");
        byte[] flat = Flat();
        Assert.True(flat.Length < 10_000);
        await open.ChooseAsync(OpenPage.File("flat.png", flat, "image/png"));
        await Expect(open.Page.Locator("#problem")).ToContainTextAsync("0.3 megapixels; this server takes up to 0.1");
        Assert.Empty(open.Predictions);
    }

    private static byte[] Flat()
    {
        using var picture = new OpenCvSharp.Mat(480, 640, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.Gray);
        return picture.ImEncode(".png");
    }

    private static async Task AssertAccessibleAsync(OpenPage open, bool colors)
    {
        AxeResult result = await open.Page.RunAxe(colors ? new AxeRunOptions { RunOnly = RunOnlyOptions.Rules("color-contrast") } : null);
        Assert.Empty(result.Violations.SelectMany(rule => rule.Nodes.Select(node =>
            $"{rule.Id}: {node.Html} {string.Join("; ", node.Any.Select(check => check.Message))}")));
    }

    // Presses Tab until the element has the focus.
    private static async Task TabToAsync(OpenPage open, string selector)
    {
        for (int i = 0; i < 60; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            if (await open.Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"Tab does not reach {selector}.");
    }
}
