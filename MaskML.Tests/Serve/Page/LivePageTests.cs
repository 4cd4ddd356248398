using System.Net;
using System.Text.RegularExpressions;
using MaskML.Predict.Hosting;
using MaskML.Serve;
using MaskML.Serve.Contracts;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests of changes while the page is open: camera, model and service.</summary>
[Collection(nameof(PageTestGroup))]
[Trait("Kind", "browser")]
public sealed class LivePageTests(PageBrowser browser)
{
    [Fact]
    public async Task Camera_shows_labels_until_it_is_stopped_and_sends_one_frame_at_a_time()
    {
        await using OpenPage open = await browser.OpenAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Use camera" }).ClickAsync();

        // The number of faces found depends on the compression of the camera.
        await Expect(open.Boxes).Not.ToHaveCountAsync(0);
        await Expect(open.Faces).Not.ToHaveCountAsync(0);
        Assert.Equal(640, await open.NumberAsync("document.querySelector('#frame video').videoWidth"));
        await open.Page.WaitForFunctionAsync(
            "before => performance.getEntriesByType('resource').filter(e => e.name.includes('/v1/predict')).length > before + 2",
            open.Predictions.Count);
        Assert.Equal(1, await open.MaxConcurrentAsync());

        // A picture that is kept is handled like any other photo.
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Keep picture" }).ClickAsync();
        await Expect(open.Page.Locator("#frame img")).ToBeVisibleAsync();
        await open.SettledAsync();
        int found = await open.Faces.CountAsync();
        Assert.NotEqual(0, found);
        await Expect(open.Boxes).ToHaveCountAsync(found);
        int asked = open.Predictions.Count;
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Use camera" }).ClickAsync();
        await Expect(open.Page.Locator("#frame video")).ToBeVisibleAsync();
        await Expect(open.Boxes).Not.ToHaveCountAsync(0);
        await open.Page.EvaluateAsync("window.light = document.querySelector('#frame video').srcObject.getTracks()[0]; 0");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Stop camera" }).ClickAsync();
        Assert.Equal("ended", await open.Page.EvaluateAsync<string>("window.light.readyState"));
        await Expect(open.Page.Locator("#frame video")).ToHaveCountAsync(0);
        Assert.True(open.Predictions.Count > asked);
        asked = open.Predictions.Count;
        await open.Page.WaitForTimeoutAsync(500);
        Assert.Equal(asked, open.Predictions.Count);
    }

    [Fact]
    public async Task New_model_is_shown_and_the_photo_is_judged_again()
    {
        await using PageServer server = await StartAsync();
        await using OpenPage open = await browser.OpenAsync(server);
        ModelAnswer before = await server.ModelAsync();
        await Expect(open.Chip).ToContainTextAsync($"{before.Sha256![..8]} is live");
        await Expect(open.Page.Locator("#model-facts")).ToContainTextAsync(new Regex(@"\d+\.\d\s%"));
        await open.ChooseAsync(OpenPage.File("people.jpg", browser.Scene));
        await Expect(open.Page.Locator("#timing")).ToContainTextAsync(before.Sha256[..8]);

        byte[] other = TinyModel.Variants[1];
        string now = PoolFixture.Sha256(other)[..8];
        server.Publish(other);
        await Expect(open.Page.Locator("#model-news")).ToContainTextAsync($"{now} instead of {before.Sha256[..8]}");
        await Expect(open.Page.Locator("#model-news")).ToHaveAttributeAsync("aria-live", "polite");
        await Expect(open.Chip).ToContainTextAsync($"{now} is live");
        await Expect(open.Page.Locator("#timing")).ToContainTextAsync(now);
        await BoxPlaces.AssertAsync(open, await server.AskAsync(browser.Scene));

        server.Publish([1, 2, 3]);
        await Expect(open.Page.Locator("#model-fault")).ToContainTextAsync("A newer file was refused");
        await Expect(open.Chip).ToContainTextAsync($"{now} is live");
    }

    [Fact]
    public async Task Busy_service_is_retried_after_the_time_in_Retry_After()
    {
        await using PageServer server = await StartAsync(serve => serve with { Concurrency = 1, Queue = 0 });
        await using OpenPage open = await browser.OpenAsync(server);
        open.ExpectsErrors = true;

        // Of two requests, one waits for the lease in the only place; the other is refused.
        MaskModelLease held = await server.Pool.RentAsync();
        Task<HttpResponseMessage>[] asked = [.. Enumerable.Range(0, 2).Select(_ => server.PostAsync(browser.Scene))];
        Task<HttpResponseMessage> refused = await Task.WhenAny(asked);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await refused).StatusCode);
        await open.Page.SetInputFilesAsync("#files", OpenPage.File("people.jpg", browser.Scene));
        await Expect(open.Page.Locator("#problem")).ToContainTextAsync("Too many requests at the same time");
        await Expect(open.Summary).ToHaveTextAsync("Waiting for the server …");
        held.Dispose();
        (await asked.Single(task => task != refused)).EnsureSuccessStatusCode().Dispose();
        await Expect(open.Page.Locator("#problem")).ToBeHiddenAsync();
        await BoxPlaces.AssertAsync(open, await server.AskAsync(browser.Scene));
    }

    [Fact]
    public async Task Stopped_service_is_reported_on_the_page()
    {
        await using PageServer server = await StartAsync();
        await using OpenPage open = await browser.OpenAsync(server);
        open.ExpectsErrors = true;
        await Expect(open.Chip).ToHaveAttributeAsync("data-state", "live");
        await server.StopAsync();
        await open.Page.SetInputFilesAsync("#files", OpenPage.File("people.jpg", browser.Scene));
        await Expect(open.Page.Locator("#problem")).ToContainTextAsync("The server does not answer.");
        await Expect(open.Chip).ToHaveAttributeAsync("data-state", "lost");
    }

    [Fact]
    public async Task Key_is_asked_for_and_kept_in_the_tab_only()
    {
        const string key = "TheKeyOfThisTest";
        await using PageServer server = await StartAsync(serve => serve with { ApiKey = key });
        await using OpenPage open = await browser.OpenAsync(server);
        open.ExpectsErrors = true;
        foreach (string entered in new[] { "ThisIsAnotherKey", key })
        {
            await open.Page.GetByLabel("API key").FillAsync(entered);
            await open.Page.Keyboard.PressAsync("Enter");
            if (entered != key)
            {
                await Expect(open.Page.Locator("#key-title")).ToContainTextAsync("did not accept");
            }
        }

        await Expect(open.Chip).ToHaveAttributeAsync("data-state", "live");
        await open.ChooseAsync(OpenPage.File("people.jpg", browser.Scene));
        await Expect(open.Faces).Not.ToHaveCountAsync(0);
        Assert.Equal(0, await open.NumberAsync("localStorage.length + document.cookie.length"));
        Assert.Equal(1, await open.NumberAsync("sessionStorage.length"));
    }

    private async Task<PageServer> StartAsync(Func<ServeOptions, ServeOptions>? limits = null)
    {
        browser.Need();
        return await PageServer.StartAsync(limits);
    }
}
