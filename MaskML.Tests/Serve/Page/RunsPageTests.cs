using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using MaskML.Cli.Configuration;
using MaskML.Serve.Runs;
using MaskML.Tests.Runs;
using MaskML.Tests.Serve.Runs;
using MaskML.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests of the page of runs.</summary>
[Collection(nameof(PageTestGroup))]
[Trait("Kind", "browser")]
public sealed class RunsPageTests(PageBrowser browser, PromotionRuns runs) : IClassFixture<PromotionRuns>, IDisposable
{
    // A training in a process of its own, on a machine that has other things to do.
    private static readonly LocatorAssertionsToBeVisibleOptions Training = new() { Timeout = 300_000 };

    private readonly TempFolder folder = new();

    private string Live => folder.File("live.zip");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Runs_are_shown_compared_and_promoted_with_a_reason_where_one_is_worse(int width, ColorScheme scheme)
    {
        File.Copy(Path.Combine(runs.One, "model.zip"), Live);
        await using ServeFixture serve = await StartAsync();
        await using OpenPage open = await OpenAsync(serve, width, scheme);
        IPage page = open.Page;
        await Expect(page.Locator("#rows tr")).ToHaveCountAsync(3);
        await Expect(page.Locator("#rows .mark")).ToHaveCountAsync(1);
        await Expect(page.Locator("#chart circle")).ToHaveCountAsync(3);

        await page.SelectOptionAsync("#new", Path.GetFileName(runs.Bad));
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Expect(page.Locator("#comparison .verdict")).ToContainTextAsync("against the live model: worse");
        await Expect(page.Locator("#comparison .pictures img").First).ToBeVisibleAsync();
        await Expect(page.Locator("#comparison table").First).ToContainTextAsync("macroAccuracy");
        Assert.Equal(width, await open.NumberAsync("document.documentElement.scrollWidth"));
        AxeResult result = await page.RunAxe();
        Assert.Empty(result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html}")));

        await page.GetByRole(AriaRole.Button, new() { Name = "Promote " + Path.GetFileName(runs.Bad) }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.FillAsync("#who", "Ada");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#promote-problem")).ToContainTextAsync("worse by more than chance");
        await page.FillAsync("#reason", "To see the alarm");
        await page.ClickAsync("#promote-ok");
        await Expect(page.Locator("#history li")).ToHaveCountAsync(1);
        await Expect(page.Locator("#history")).ToContainTextAsync("To see the alarm");
        Assert.Equal(File.ReadAllBytes(Path.Combine(runs.Bad, "model.zip")), File.ReadAllBytes(Live));
        await page.ClickAsync("#back");
        await page.ClickAsync("#promote-ok");
        await Expect(page.Locator("#history li").First).ToContainTextAsync("went back");
        Assert.Equal(File.ReadAllBytes(Path.Combine(runs.One, "model.zip")), File.ReadAllBytes(Live));
    }

    [Fact]
    public async Task Retraining_shows_its_progress_and_ends_with_the_comparison_and_a_way_to_promote()
    {
        browser.Need();
        using var data = new TrainingFolder(20);
        File.WriteAllBytes(data.Place("live.zip"), TinyModel.Variants[0]);
        LoadedConfig loaded = ConfigLoader.Load(data.Config, new Dictionary<string, string>(), []);
        await using ServeFixture serve = await ServeFixture.StartAsync(
            runs: new RunSettings { Training = loaded.Training, Train = sources => TrainingEndpointsTests.Retrain(data, sources) });
        await using OpenPage open = await OpenAsync(serve, 1280, ColorScheme.Light);
        IPage page = open.Page;
        await Expect(page.Locator("#none")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Weight of data")).ToHaveValueAsync("1");
        await page.ClickAsync("#start");
        await Expect(page.Locator("#cancel")).ToBeVisibleAsync();
        await Expect(page.Locator("#trained .verdict")).ToBeVisibleAsync(Training);
        await Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
        await page.Locator("#trained").GetByRole(AriaRole.Button, new() { NameRegex = new("Promote") }).ClickAsync();
        await Expect(page.Locator("#promote-dialog")).ToBeVisibleAsync();
    }

    private async Task<OpenPage> OpenAsync(ServeFixture serve, int width, ColorScheme scheme)
    {
        OpenPage open = await browser.OpenAsync(serve.Client.BaseAddress!.ToString().TrimEnd('/'), "/runs", width, scheme);

        // A promotion that needs a reason is answered with 409.
        open.ExpectsErrors = true;
        return open;
    }

    private Task<ServeFixture> StartAsync()
    {
        browser.Need();
        LoadedConfig loaded = ConfigLoader.Load(runs.Config, new Dictionary<string, string>(), ["model=" + Live]);
        return ServeFixture.StartAsync(runs: new RunSettings { Training = loaded.Training });
    }
}
