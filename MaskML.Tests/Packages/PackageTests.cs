using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Packages;

/// <summary>Programs in a folder outside the repository that use the packages as the pages say.</summary>
[Trait("Kind", "soak")]
[Collection(nameof(ProcessTestGroup))]
public sealed partial class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private static readonly string Photo = Path.Combine(RepositoryFolder.Root, "docs", "images", "scene.jpg");
    private static readonly string[] Labels = ["with_mask", "without_mask"];

    [Fact]
    public async Task Service_of_the_readme_answers_published_in_three_ways_with_nothing_beside_it()
    {
        PackageFeed.SkipElsewhere();
        feed.Pack("MaskML.Predict", "--no-build");
        feed.New("web", "api", PackageFeed.CodeOf("README.md", "AddMaskML"), "MaskML.Predict", PackageFeed.OpenCv);
        feed.Dotnet("publish", "api", "-o", "portable");
        string dependencies = await File.ReadAllTextAsync(feed.File("portable/api.deps.json"));
        Assert.DoesNotContain("System.CommandLine", dependencies, StringComparison.Ordinal);
        Assert.DoesNotContain("MaskML.Train", dependencies, StringComparison.Ordinal);
        string[] systems = [.. Directory.GetDirectories(feed.File("portable/runtimes")).Select(Path.GetFileName).OfType<string>()];
        Assert.Contains("win-x64", systems);
        Assert.DoesNotContain("ios", systems);
        Assert.DoesNotContain("android", systems);
        await AnswersAsync("dotnet", feed.File("portable/api.dll"));

        feed.Dotnet("publish", "api", "-o", "contained", "--runtime", "linux-x64", "--self-contained");
        Assert.InRange(Megabytes("contained"), 100, 320);
        await AnswersAsync(feed.File("contained/api"));
        feed.Dotnet("publish", "api", "-o", "single", "--runtime", "linux-x64", "--self-contained", "-p:PublishSingleFile=true");
        Assert.False(File.Exists(feed.File("single/MaskML.Predict.dll")));
        await AnswersAsync(feed.File("single/api"));
        TestContext.Current.SendDiagnosticMessage(
            $"portable {Megabytes("portable")} MB, self-contained {Megabytes("contained")} MB, single file {Megabytes("single")} MB");
    }

    [Fact]
    public void Missing_native_package_and_missing_model_are_one_message_without_a_trace()
    {
        PackageFeed.SkipElsewhere();
        feed.Pack("MaskML.Predict", "--no-build");
        feed.New("web", "bare", PackageFeed.CodeOf("README.md", "AddMaskML"), "MaskML.Predict");
        feed.Dotnet("build", "bare", "-o", "bare/out");
        using Process process = feed.Start("dotnet", feed.File("bare/out/bare.dll"), "--urls", "http://127.0.0.1:0");
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.NotEqual(0, code);
        Assert.Contains("`dotnet add package OpenCvSharp4.official.runtime.linux-x64`", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_of_the_page_labels_crops()
    {
        PackageFeed.SkipElsewhere();
        feed.Pack("MaskML.Predict", "--no-build");
        feed.New("worker", "worker", PackageFeed.CodeOf("docs/embed.md", "BackgroundService"), "MaskML.Predict", PackageFeed.OpenCv);
        feed.Dotnet("build", "worker", "-o", "worker/out");
        Crop("crops/a.png");
        using Process process = feed.Start(
            "dotnet", feed.File("worker/out/worker.dll"), "--Model", Model, "--contentRoot", feed.File("crops"));
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line
            && !line.Contains("a.png: with_mask by model", StringComparison.Ordinal))
        {
            lines.Add(line);
        }

        Assert.False(process.HasExited, string.Join('\n', lines));
        process.Kill();
    }

    [Fact]
    public void Console_with_ml_net_alone_opens_the_zip()
    {
        PackageFeed.SkipElsewhere();
        string[] packages = ["Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.OnnxTransformer", "Microsoft.ML.OnnxRuntime"];
        feed.New("console", "stock", PackageFeed.CodeOf("docs/embed.md", "ml.Model.Load"), [.. packages.Select(PackageFeed.Central)]);
        feed.Dotnet("build", "stock", "-o", "stock/out");
        Assert.Empty(Directory.GetFiles(feed.File("stock/out"), "MaskML*"));
        string answer = feed.Dotnet(feed.File("stock/out/stock.dll"), Model, Crop("b.png"));
        Assert.StartsWith("with_mask", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_predicts_and_trains_where_it_is_installed()
    {
        PackageFeed.SkipElsewhere();
        feed.Pack("MaskML.Cli", "-p:RunAnalyzers=false");
        feed.Dotnet("tool", "install", "maskml", "--tool-path", "tools", "--version", PackageFeed.Version);
        File.Copy(Photo, feed.File("photo.jpg"));
        Assert.Contains("photo.jpg: 6 faces", Run("predict", "photo.jpg"), StringComparison.Ordinal);
        foreach (string label in Labels)
        {
            foreach (string face in Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "data", "sample", label)).Order().Take(40))
            {
                File.Copy(face, feed.File($"faces/{label}/{Path.GetFileName(face)}"));
            }
        }

        Assert.Contains("model.zip", Run("train", "--data", "faces"), StringComparison.Ordinal);
        string zip = Directory.GetFiles(feed.File("runs"), "model.zip", SearchOption.AllDirectories).Single();
        Assert.Contains("photo.jpg: 6 faces", Run("predict", "photo.jpg", "--model", zip), StringComparison.Ordinal);
    }

    private static string Model => Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip");

    private string Run(params string[] args) => feed.Finish(feed.File("tools/maskml"), args);

    private long Megabytes(string folder) =>
        new DirectoryInfo(feed.File(folder)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) >> 20;

    private string Crop(string name)
    {
        string path = feed.File(name);
        using Mat face = ImageDecoder.Read(Path.Combine(RepositoryFolder.Root, "data", "sample", "with_mask", "00000.jpg"));
        using Mat crop = new Cropper(96, 0.15).Whole(face);
        crop.SaveImage(path);
        return path;
    }

    private async Task AnswersAsync(string program, params string[] args)
    {
        using Process process = feed.Start(program, [.. args, "--urls", "http://127.0.0.1:0"]);
        try
        {
            string? line;
            Match listening = Match.Empty;
            while (!listening.Success && (line = await process.StandardOutput.ReadLineAsync()) is not null)
            {
                listening = Listening().Match(line);
            }

            Assert.True(listening.Success, listening.Success ? "" : await process.StandardError.ReadToEndAsync());
            using var client = new HttpClient();
            using HttpResponseMessage response = await client.PostAsync(
                new Uri(listening.Groups[1].Value + "/faces"), new ByteArrayContent(await File.ReadAllBytesAsync(Photo)));
            JsonElement faces = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(6, faces.GetArrayLength());
            Assert.All(faces.EnumerateArray(), face => Assert.Contains(face.GetProperty("label").GetString(), Labels));
        }
        finally
        {
            process.Kill();
        }
    }

    [GeneratedRegex("listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
