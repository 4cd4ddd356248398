using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;
using MaskML.Serve.Review;
using MaskML.Tests.Review;
using MaskML.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests of the page that labels crops.</summary>
[Collection(nameof(PageTestGroup))]
[Trait("Kind", "browser")]
public sealed class ReviewPageTests(PageBrowser browser) : IAsyncDisposable
{
    private readonly ReviewFixture review = new();

    public ValueTask DisposeAsync() => review.DisposeAsync();

    [Fact]
    public async Task Crops_are_labelled_with_the_keyboard_alone_several_at_once_and_undone()
    {
        await using OpenPage open = await OpenAsync(6);
        IPage page = open.Page;
        await page.Locator("#by").FillAsync("ann");
        await Items(page).First.FocusAsync();
        await page.Keyboard.PressAsync("1");
        await Expect(Items(page).First).ToHaveClassAsync("answered");
        await Expect(page.Locator("#spoken")).ToHaveTextAsync("1 face: Mask");
        await Expect(Items(page).Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page.Locator("#grid li[aria-selected=true]")).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("2");
        await Expect(page.Locator("#grid .said:visible")).ToHaveCountAsync(4);
        Assert.Equal(4, review.Labelled().Length);
        await page.Keyboard.PressAsync("u");
        await Expect(page.Locator("#grid .said:visible")).ToHaveCountAsync(1);
        Assert.Single(review.Labelled());
        await Items(page).Nth(4).FocusAsync();
        await page.Keyboard.PressAsync("s");
        await Expect(Items(page).Nth(4).Locator(".said")).ToHaveTextAsync("skipped");
        await page.Keyboard.PressAsync("n");
        await Expect(Items(page).Nth(5).Locator(".said")).ToHaveTextAsync("no face");
        await Expect(page.Locator("#count")).ToHaveTextAsync("3 without an answer, 3 answered");
        await Expect(page.Locator("#around")).ToBeVisibleAsync();
        await Expect(page.Locator("#field-text")).ToContainTextAsync("of 1 faces drawn at random");
        Assert.All(review.Store.All.Where(crop => crop.Last is not null), crop => Assert.Equal("ann", crop.Last!.By));
    }

    [Fact]
    public async Task Answer_of_somebody_else_is_shown_before_it_can_be_overruled()
    {
        await using OpenPage open = await OpenAsync(2);
        IPage page = open.Page;
        open.ExpectsErrors = true;
        string id = (await Items(page).First.GetAttributeAsync("data-id"))!;
        await review.LabelAsync("bob", (id, TinyModel.Dark, 0));
        await Items(page).First.FocusAsync();
        await page.Keyboard.PressAsync("1");
        await Expect(page.Locator("#alarm")).ToContainTextAsync("bob");
        await Expect(Items(page).First.Locator(".said")).ToHaveTextAsync("No mask");
        Assert.Equal([$"{TinyModel.Dark}/{id}"], review.Labelled());
        await page.Keyboard.PressAsync("1");
        await Expect(Items(page).First.Locator(".said")).ToHaveTextAsync("Mask");
        await Expect(page.Locator("#alarm")).ToBeHiddenAsync();
        Assert.Equal([$"{TinyModel.Bright}/{id}"], review.Labelled());
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Review_page_is_accessible_and_does_not_scroll_sideways(int width, ColorScheme scheme)
    {
        await using OpenPage open = await OpenAsync(9, width, scheme);
        await Items(open.Page).First.ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "No mask" }).ClickAsync();
        await Expect(Items(open.Page).First.Locator(".said")).ToBeVisibleAsync();
        await Expect(open.Page.Locator("#chart circle")).ToHaveCountAsync(1);
        Assert.Equal(width, await open.NumberAsync("document.documentElement.scrollWidth"));
        AxeResult result = await open.Page.RunAxe();
        Assert.Empty(result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html}")));
    }

    [Fact]
    public async Task Filters_choose_by_label_reason_and_state()
    {
        await using OpenPage open = await OpenAsync(8);
        IPage page = open.Page;
        await page.Locator("[name=label]").SelectOptionAsync(TinyModel.Bright);
        await Expect(Items(page)).ToHaveCountAsync(4);
        await page.Locator("[name=reason]").SelectOptionAsync("split");
        await Expect(page.Locator("#none")).ToHaveTextAsync("None of the crops fits the filter.");
        await page.Locator("[name=reason]").SelectOptionAsync("");
        await page.Locator("[name=state]").SelectOptionAsync("answered");
        await Expect(Items(page)).ToHaveCountAsync(0);
    }

    /// <summary>Draws the pictures of docs/review.md again when MASKML_UPDATE is 1.</summary>
    [Theory]
    [InlineData("review.jpg", 1180, ColorScheme.Light)]
    [InlineData("review-phone.jpg", 390, ColorScheme.Dark)]
    public async Task Pictures_of_the_walkthrough_show_drawn_faces(string name, int width, ColorScheme scheme)
    {
        browser.Need();
        using var folder = new TempFolder();
        var options = new ReviewOptions { Enabled = true, Folder = folder.File("review"), Share = 1 };
        await using PageServer server = await PageServer.StartAsync(
            watch: new WatchSettings { Review = options, Events = new EventOptions { Store = folder.File("events.db") } });
        string[] faces = [.. Directory.EnumerateFiles(SampleRun.Data, "*.jpg", SearchOption.AllDirectories)
            .OrderBy(path => Path.GetFileName(path), StringComparer.Ordinal)];
        foreach (string face in faces.Where((_, i) => i % (faces.Length / 40) == 0))
        {
            using HttpResponseMessage answer = await server.PostAsync(await File.ReadAllBytesAsync(face), "?detector=none");
        }

        await using OpenPage open = await browser.OpenAsync(server.Url, "/review", width, scheme);
        IPage page = open.Page;
        await Expect(Items(page).Nth(20)).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(Items(page).Nth(20).Locator("img")).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("^blob:"));
        await page.Locator("#by").FillAsync("Ann");
        await Items(page).First.FocusAsync();
        for (int i = 0; i < 12; i++)
        {
            string guess = await Items(page).Nth(i).Locator(".guess").InnerTextAsync();
            await page.Keyboard.PressAsync(guess.StartsWith("Mask", StringComparison.Ordinal) ? "1" : "2");
            await Expect(Items(page).Nth(i).Locator(".said")).ToBeVisibleAsync();
        }

        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page.Locator("#around")).ToBeVisibleAsync();
        byte[] picture = await page.ScreenshotAsync(new() { Type = ScreenshotType.Jpeg, Quality = 70 });
        Assert.NotEmpty(picture);
        if (Environment.GetEnvironmentVariable("MASKML_UPDATE") == "1")
        {
            await File.WriteAllBytesAsync(Path.Combine(RepositoryFolder.Root, "docs", "images", name), picture);
        }
    }

    private static ILocator Items(IPage page) => page.Locator("#grid li");

    private async Task<OpenPage> OpenAsync(int crops, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        browser.Need();
        await review.StartAsync();
        await review.CollectAsync(crops, ReviewFixture.Photos(crops));
        OpenPage open = await browser.OpenAsync(review.Client.BaseAddress!.ToString().TrimEnd('/'), "/review", width, scheme);
        await Expect(Items(open.Page)).ToHaveCountAsync(crops);
        return open;
    }
}
