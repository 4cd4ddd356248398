using System.Text.Json;
using MaskML.Predict.Annotation;
using MaskML.Tests.Support;
using Microsoft.Playwright;
using OpenCvSharp;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Serve.Page;

/// <summary>Tests of photos on the page: boxes, labels, settings and saving.</summary>
[Collection(nameof(PageTestGroup))]
[Trait("Kind", "browser")]
public sealed class PhotoPageTests(PageBrowser browser)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Kind", "real-data")]
    public async Task Faces_are_boxed_and_labelled_where_the_service_finds_them(bool real)
    {
        await using OpenPage open = await browser.OpenAsync();
        byte[] photo = real ? await File.ReadAllBytesAsync(GroupPhoto.Some(1)[0].Path) : browser.Scene;
        PhotoAnswer expected = await browser.Server.AskAsync(photo);
        Assert.NotEmpty(expected.Faces);
        await open.ChooseAsync(OpenPage.File("people.jpg", photo));
        await BoxPlaces.AssertAsync(open, expected);
        Assert.Equal(
            expected.Faces.Select(Spoken),
            (await open.Faces.AllInnerTextsAsync()).Select(text => string.Join(
                ' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        await Expect(open.Summary).ToContainTextAsync($"{expected.Faces.Count} face");
        await Expect(open.Page.Locator("#timing")).ToContainTextAsync(expected.Model[..8]);
    }

    [Fact]
    public async Task Photo_with_an_EXIF_rotation_is_shown_upright_under_its_boxes()
    {
        await using OpenPage open = await browser.OpenAsync();
        using Mat upright = Cv2.ImDecode(browser.Scene, ImreadModes.Color);
        using var sideways = new Mat();
        Cv2.Rotate(upright, sideways, RotateFlags.Rotate90Counterclockwise);
        byte[] photo = ExifJpeg.Encode(sideways, ExifJpeg.TurnClockwise);
        PhotoAnswer expected = await browser.Server.AskAsync(photo);
        Assert.Equal((upright.Width, upright.Height), (expected.Width, expected.Height));
        await open.ChooseAsync(OpenPage.File("sideways.jpg", photo));
        await BoxPlaces.AssertAsync(open, expected);
    }

    [Fact]
    public async Task Chosen_detector_is_requested_and_unavailable_ones_are_disabled()
    {
        await using OpenPage open = await browser.OpenAsync();
        await open.ChooseAsync(OpenPage.File("people.jpg", browser.Scene));
        Assert.All(open.Predictions, address => Assert.Contains("detector=auto", address, StringComparison.Ordinal));
        await open.Page.GetByRole(AriaRole.Radio, new() { Name = "No search" }).CheckAsync();
        await Expect(open.Summary).ToContainTextAsync("1 face:");
        Assert.Contains("detector=none", open.Predictions[^1], StringComparison.Ordinal);
        await BoxPlaces.AssertAsync(open, await browser.Server.AskAsync(browser.Scene, "?detector=none"));
        foreach ((string name, bool available) in (await browser.Server.ModelAsync()).Detectors)
        {
            await Expect(open.Page.Locator($"#detectors input[value={name}]")).ToBeEnabledAsync(new() { Enabled = available });
            ILocator hint = open.Page.Locator($"#detector-hint:has-text('{name} is not on this server')");
            await Expect(hint).ToHaveCountAsync(available ? 0 : 1);
        }
    }

    [Fact]
    public async Task Threshold_decides_which_labels_are_uncertain()
    {
        await using OpenPage open = await browser.OpenAsync();
        await open.ChooseAsync(OpenPage.File("people.jpg", browser.Scene));
        PhotoAnswer strict = await browser.Server.AskAsync(browser.Scene, "?uncertainBelow=1");
        int uncertain = strict.Faces.Count(face => face.Uncertain);
        Assert.NotEqual(0, uncertain);
        await open.Page.Locator("#uncertain").FillAsync("1");
        await Expect(open.Page.Locator("#faces .uncertain")).ToHaveCountAsync(uncertain);
        await Expect(open.Page.Locator(".overlay .box[stroke-dasharray]")).ToHaveCountAsync(uncertain);
        Assert.Contains("uncertainBelow=1", open.Predictions[^1], StringComparison.Ordinal);
        PhotoAnswer mild = await browser.Server.AskAsync(browser.Scene, "?uncertainBelow=0");
        await open.Page.Locator("#uncertain").FillAsync("0");
        await Expect(open.Page.Locator("#faces .uncertain")).ToHaveCountAsync(mild.Faces.Count(face => face.Uncertain));
    }

    [Fact]
    public async Task Several_photos_are_listed_in_a_strip_and_one_is_shown()
    {
        await using OpenPage open = await browser.OpenAsync();
        byte[] crop = await File.ReadAllBytesAsync(Path.Combine(SampleRun.Data, "with_mask", "00000.jpg"));
        await open.ChooseAsync(
            OpenPage.File("first.jpg", browser.Scene), OpenPage.File("broken.jpg", [1, 2, 3]), OpenPage.File("third.jpg", crop));
        open.ExpectsErrors = true;
        ILocator thumbs = open.Page.Locator(".thumb");
        await Expect(thumbs).ToHaveCountAsync(3);
        await Expect(thumbs.Nth(0)).ToHaveAttributeAsync("aria-current", "true");
        await Expect(thumbs.Nth(1)).ToHaveAttributeAsync(
            "aria-label", new System.Text.RegularExpressions.Regex(@"^broken\.jpg: The photo cannot be used"));
        await Expect(thumbs.Nth(1)).ToContainTextAsync("broken.jpg: The photo cannot be used");
        PhotoAnswer first = await browser.Server.AskAsync(browser.Scene);
        await Expect(thumbs.Nth(0)).ToHaveAttributeAsync(
            "aria-label", $"first.jpg: {first.Faces.Count} face{(first.Faces.Count == 1 ? "" : "s")}");
        await thumbs.Nth(2).ClickAsync();
        await open.SettledAsync();
        await BoxPlaces.AssertAsync(open, await browser.Server.AskAsync(crop));
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Remove third.jpg" }).ClickAsync();
        await Expect(open.Page.Locator("#problem")).ToBeVisibleAsync();
        await Expect(thumbs).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Photo_can_be_pasted_and_dropped()
    {
        await using OpenPage open = await browser.OpenAsync();
        foreach (string way in new[] { "paste", "drop" })
        {
            await open.Page.EvaluateAsync(
                """
                ([way, base64]) => {
                  const transfer = new DataTransfer();
                  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
                  transfer.items.add(new File([bytes], `${way}.jpg`, { type: 'image/jpeg' }));
                  document.body.dispatchEvent(way === 'paste'
                    ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true })
                    : new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
                }
                """,
                new[] { way, Convert.ToBase64String(browser.Scene) });
            await Expect(open.Page.Locator("#frame img")).ToHaveAttributeAsync(
                "alt", new System.Text.RegularExpressions.Regex($@"^{way}\.jpg\. \d+ face"));
        }
    }

    [Fact]
    public async Task Picture_and_answer_can_be_saved()
    {
        await using OpenPage open = await browser.OpenAsync();
        await open.ChooseAsync(OpenPage.File("people.jpg", browser.Scene));
        PhotoAnswer expected = await browser.Server.AskAsync(browser.Scene);
        IDownload json = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.ClickAsync("#save-json"));
        Assert.Equal("people-faces.json", json.SuggestedFilename);
        PhotoAnswer saved = JsonSerializer.Deserialize<PhotoAnswer>(
            await File.ReadAllBytesAsync(await json.PathAsync()), JsonSerializerOptions.Web)!;
        Assert.Equal("people.jpg", saved.Source);
        Assert.Equal(expected.Faces.Select(face => (face.X, face.Y, face.Label)), saved.Faces.Select(face => (face.X, face.Y, face.Label)));

        IDownload picture = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.ClickAsync("#save-picture"));
        Assert.Equal("people-faces.jpg", picture.SuggestedFilename);
        using Mat drawn = Cv2.ImRead(await picture.PathAsync());
        Assert.Equal((expected.Width, expected.Height), (drawn.Width, drawn.Height));

        // The left edge of a box is green for a mask and red for none.
        foreach (FaceAnswer face in expected.Faces)
        {
            Vec3b color = drawn.At<Vec3b>(face.Y + (face.Height / 2), face.X);
            bool green = face.Label == "with_mask";
            Assert.True(
                (green ? color.Item1 : color.Item2) > (green ? color.Item2 : color.Item1) + 40,
                $"({color.Item2}, {color.Item1}, {color.Item0}) for {face.Label}");
        }
    }

    [Fact]
    public async Task Drawn_scene_of_the_page_has_people_with_and_without_masks()
    {
        await using OpenPage open = await browser.OpenAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Try a drawn scene" }).ClickAsync();
        await open.SettledAsync();
        await Expect(open.Summary).ToContainTextAsync("5 faces: 2 Mask, 3 No mask");
    }

    [Fact]
    public async Task Labels_have_the_same_colours_as_on_annotated_pictures()
    {
        // More labels than colours, so that some share one.
        string[] labels =
        [
            "with_mask", "without_mask", "mask_weared_incorrect", "pale", "medium", "black", "bärtig", "a", "b", "c",
            "d", "e", "f"
        ];
        await using OpenPage open = await browser.OpenAsync();
        string[] colors = await open.Page.EvaluateAsync<string[]>(
            "async labels => { const { stylesOf } = await import('./labels.js'); const styles = stylesOf(labels); "
            + "return labels.map(label => styles.get(label).color); }",
            labels);
        IReadOnlyDictionary<string, LabelStyle> expected = LabelStyle.ForLabels(labels);
        Assert.All(labels.Zip(colors), pair =>
        {
            int rgb = int.Parse(
                pair.Second.AsSpan(1), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            Scalar color = expected[pair.First].Color;
            Assert.InRange((rgb >> 16) - color.Val2, -20, 0);
            Assert.InRange(((rgb >> 8) & 255) - color.Val1, -20, 0);
            Assert.InRange((rgb & 255) - color.Val0, -20, 0);
        });
    }

    private static string Spoken(FaceAnswer face, int index)
    {
        string label = face.Label == "with_mask" ? "✓ Mask" : "✕ No mask";
        double percent = face.Confidence < 1
            ? Math.Min(Math.Round(face.Confidence * 1000, MidpointRounding.AwayFromZero), 999) / 10
            : 100;
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{index + 1} {label} {percent:0.0} % {face.Width} × {face.Height} px{(face.Uncertain ? " uncertain" : "")}");
    }
}
