using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Predict.Imaging;
using MaskML.Tests.Commands;
using MaskML.Tests.Serve;
using MaskML.Tests.Serve.Page;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using MaskML.Train.Metrics;
using Microsoft.Playwright;
using OpenCvSharp;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Review;

/// <summary>The whole loop with real faces: collect, label in the browser, retrain, promote.</summary>
[Collection(nameof(PageTestGroup))]
public sealed partial class ReviewPlayTests(PageBrowser browser)
{
    // A draw has 360 faces to be judged on, of which some twenty change: one alone says little.
    private const int Draws = 4;
    private const int Faces = 400;
    private const int Labels = 40;
    private const int Side = 224;
    private const double Margin = 0.15;
    private const int SmallestFace = 32;

    private static readonly string[] Sources = ["street-cn", "shop-crowd", "group-photos"];

    [Fact(Explicit = true)]
    [Trait("Kind", "real-data")]
    public async Task Forty_labels_of_a_model_that_knew_drawn_faces_only_make_it_significantly_better_on_the_other_faces()
    {
        browser.Need();
        (int newOnly, int oldOnly, double gain) = (0, 0, 0);
        for (int draw = 1; draw <= Draws; draw++)
        {
            string compared = await PlayAsync(draw);
            Match changed = Changed().Match(compared);
            newOnly += int.Parse(changed.Groups["new"].Value, CultureInfo.InvariantCulture);
            oldOnly += int.Parse(changed.Groups["old"].Value, CultureInfo.InvariantCulture);
            gain += double.Parse(Gain().Match(compared).Groups["points"].Value, CultureInfo.InvariantCulture) / Draws;
        }

        double p = McNemarTest.P(oldOnly, newOnly);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Draws} draws: {newOnly} faces only the new model gets right, {oldOnly} only the old one, p = {p:0.0000}; "
            + $"macro accuracy {gain:+0.00} points"));
        Assert.True(p < 0.05 && newOnly > oldOnly && gain > 0, $"{newOnly}, {oldOnly}, {gain}");
    }

    // Returns what the comparison on the faces that nobody labelled says.
    private async Task<string> PlayAsync(int draw)
    {
        using var folder = new TempFolder();
        Dictionary<string, (string Label, string File)> truth = Cut(folder, draw);
        await File.WriteAllTextAsync(folder.File("mlconfig.json"), JsonSerializer.Serialize(new
        {
            model = "live.zip",
            backbone = SharedData.Need("models/mobilenetv2-imagenet.onnx"),
            runs = "runs",
            cache = new { directory = "cache" },
            report = new { learningCurve = false },
            predict = new { detector = "none" },
            serve = new { url = "http://127.0.0.1:0" },
            review = new { enabled = true, folder = "review", share = 0.1 },
        }));
        string before = await TrainAsync(folder, "--data", SampleRun.Data);
        using Process process = Start(folder);
        string url = (await process.StandardOutput.ReadLineAsync())!.Split(' ')[0];
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        foreach ((_, string file) in truth.Values)
        {
            using ByteArrayContent body = ServeFixture.Body(await File.ReadAllBytesAsync(file), "image/png");
            (await client.PostAsync("/v1/predict", body)).EnsureSuccessStatusCode();
        }

        string[] answered = await LabelAsync(url, client, truth);
        string[] unseen = [.. truth.Values.Select(face => face.File).Except(answered)];
        foreach ((string label, string file) in truth.Values.Where(face => unseen.Contains(face.File)))
        {
            File.Copy(file, folder.File($"unseen/{label}/{Path.GetFileName(file)}"));
        }

        string after = await TrainAsync(folder, "--data", SampleRun.Data, "--data", folder.File("review"));
        CommandLine compared = await CommandLine.TrainAsync(
            "compare", before, after, "--on", folder.File("unseen"), "--config", folder.File("mlconfig.json"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{answered.Length} labels\n{compared.Output}\n{compared.Error}");
        TrainProcess.Signal(process, "TERM");
        await process.WaitForExitAsync();
        Assert.Equal(Labels, answered.Length);
        Assert.Equal(0, compared.ExitCode);
        return compared.Output;
    }

    // Presses the key of the right label for each crop that has the focus.
    private async Task<string[]> LabelAsync(string url, HttpClient client, Dictionary<string, (string Label, string File)> truth)
    {
        await using OpenPage open = await browser.OpenAsync(url, "/review", 1280, ColorScheme.Light);
        IPage page = open.Page;
        await Expect(page.Locator("#grid li").Nth(Labels - 1)).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Locator("#grid li").First.FocusAsync();
        var answered = new List<string>();
        for (int i = 0; i < Labels; i++)
        {
            ILocator item = page.Locator("#grid li").Nth(i);
            await Expect(item).ToBeFocusedAsync();
            string id = (await item.GetAttributeAsync("data-id"))!;
            byte[] crop = await client.GetByteArrayAsync($"/v1/review/crops/{id}/crop.png");
            (string label, string file) = truth[Convert.ToHexString(Pixels(crop))];
            await page.Keyboard.PressAsync(label == TinyModel.Bright ? "1" : "2");
            await Expect(item.Locator(".said")).ToBeVisibleAsync();
            answered.Add(file);
        }

        return [.. answered];
    }

    private static async Task<string> TrainAsync(TempFolder folder, params string[] data)
    {
        CommandLine line = await CommandLine.TrainAsync(["--config", folder.File("mlconfig.json"), .. data]);
        Assert.True(line.ExitCode == 0, line.Error);
        string run = Directory.GetDirectories(folder.File("runs")).Order(StringComparer.Ordinal).Last();
        CommandLine promoted = await CommandLine.TrainAsync("promote", run, "--config", folder.File("mlconfig.json"), "--force");
        TestContext.Current.TestOutputHelper?.WriteLine(promoted.Output + promoted.Error);
        return run;
    }

    // Faces of streets, shops and crowds, by the pixels of the crop, in a mixed order.
    private static Dictionary<string, (string Label, string File)> Cut(TempFolder folder, int draw)
    {
        var cropper = new Cropper(Side, Margin);
        var random = new Random(draw);
        var faces = Sources.Select(source => SharedData.Need("data/" + source))
            .SelectMany(source => AnnotationFile.Read(Path.Combine(source, AnnotationFile.Name))
                .SelectMany(photo => photo.Faces.Select(face => (Path: photo.PathIn(source), face.Label, face.Box))))
            .Where(face => face.Label is TinyModel.Bright or TinyModel.Dark && Math.Min(face.Box.Width, face.Box.Height) >= SmallestFace)
            .OrderBy(_ => random.Next()).Take(Faces).ToArray();
        var found = new Dictionary<string, (string, string)>();
        foreach ((string path, string label, Rect box) in faces)
        {
            using Mat photo = Cv2.ImRead(path);
            using Mat crop = cropper.Face(photo, box);
            byte[] png = crop.ImEncode(".png");
            string file = folder.File(FormattableString.Invariant($"incoming/{found.Count}.png"));
            File.WriteAllBytes(file, png);
            found[Convert.ToHexString(Pixels(png))] = (label, file);
        }

        return found;
    }

    [GeneratedRegex(@"; (?<new>\d+) of \d+ images only the new one gets right, (?<old>\d+) only the old one")]
    private static partial Regex Changed();

    [GeneratedRegex(@"macroAccuracy +\S+ % +\S+ % +(?<points>[+-][\d.]+) points")]
    private static partial Regex Gain();

    private static byte[] Pixels(byte[] png) => System.Security.Cryptography.SHA256.HashData(png);

    private static Process Start(TempFolder folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "maskml.dll"), "serve"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["Logging__LogLevel__Default"] = "None";
        return Process.Start(start)!;
    }
}
