using System.Diagnostics;
using System.Text.Json;
using MaskML.Predict.Imaging;
using MaskML.Tests.Commands;
using MaskML.Tests.Serve;
using MaskML.Tests.Serve.Page;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using Microsoft.Playwright;
using OpenCvSharp;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace MaskML.Tests.Review;

/// <summary>The whole loop with real faces: collect, label in the browser, retrain, promote.</summary>
[Collection(nameof(PageTestGroup))]
public sealed class ReviewPlayTests(PageBrowser browser) : IDisposable
{
    private const int Faces = 400;
    private const int Labels = 40;
    private const int Side = 224;
    private const double Margin = 0.15;
    private const int SmallestFace = 32;

    private static readonly string[] Sources = ["street-cn", "shop-crowd", "group-photos"];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Kind", "real-data")]
    public async Task Forty_labels_of_a_model_that_knew_drawn_faces_only_make_it_significantly_better_on_the_other_faces()
    {
        browser.Need();
        Dictionary<string, (string Label, string File)> truth = Cut();
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
        string before = await TrainAsync("--data", SampleRun.Data);
        using Process process = Start();
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

        string after = await TrainAsync("--data", SampleRun.Data, "--data", folder.File("review"));
        CommandLine compared = await CommandLine.TrainAsync(
            "compare", before, after, "--on", folder.File("unseen"), "--config", folder.File("mlconfig.json"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{answered.Length} labels\n{compared.Output}\n{compared.Error}");
        TrainProcess.Signal(process, "TERM");
        await process.WaitForExitAsync();
        Assert.Equal(Labels, answered.Length);
        Assert.Equal(0, compared.ExitCode);
        Assert.Matches(@"macroAccuracy +\S+ % +\S+ % +\+.* better", compared.Output);
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

    private async Task<string> TrainAsync(params string[] data)
    {
        CommandLine line = await CommandLine.TrainAsync(["--config", folder.File("mlconfig.json"), .. data]);
        Assert.True(line.ExitCode == 0, line.Error);
        string run = Directory.GetDirectories(folder.File("runs")).Order(StringComparer.Ordinal).Last();
        CommandLine promoted = await CommandLine.TrainAsync("promote", run, "--config", folder.File("mlconfig.json"), "--force");
        TestContext.Current.TestOutputHelper?.WriteLine(promoted.Output + promoted.Error);
        return run;
    }

    // Faces of streets, shops and crowds, by the pixels of the crop, in a mixed order.
    private Dictionary<string, (string Label, string File)> Cut()
    {
        var cropper = new Cropper(Side, Margin);
        var random = new Random(1);
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

    private static byte[] Pixels(byte[] png) => System.Security.Cryptography.SHA256.HashData(png);

    private Process Start()
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
