using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using MaskML.Bench.Http;
using MaskML.Bench.Processes;
using MaskML.Predict.Faces;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Deploy;

/// <summary>The largest photos, from more callers than there are places, under the memory limits of the deployment files.</summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class DeployMemoryTests(ITestOutputHelper output)
{
    public static TheoryData<string, string, string> Cases => new(
        from limit in new[]
        {
            ("docs/deploy.md", "--memory ([0-9]+)(g)"), ("deploy/kubernetes.yaml", "limits: .* memory: ([0-9]+)(Gi)"),
            ("deploy/maskml.service", "MemoryMax=([0-9]+)(G)"),
        }
        from detector in FaceDetectors.Names.Where(name => name != FaceDetectors.Auto)
        select (limit.Item1, limit.Item2, detector));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Largest_photos_from_many_callers_stay_below_the_limit(string file, string limit, string detector)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFolder.Root, file));
        long bytes = long.Parse(Regex.Match(text, limit).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) << 30;
        using var group = new MemoryGroup(bytes);
        var statuses = new ConcurrentDictionary<int, int>();
        long peak;
        using (ServeProcess server = await StartAsync(group))
        {
            using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(10) };
            byte[][] photos = Photos();
            await Task.WhenAll(Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(async caller =>
            {
                for (int i = caller; i < caller + photos.Length; i++)
                {
                    using HttpContent body = ServeFixture.Body(photos[i % photos.Length], "application/octet-stream");
                    using HttpResponseMessage response = await client.PostAsync("/v1/predict?detector=" + detector, body);
                    statuses.AddOrUpdate((int)response.StatusCode, 1, (_, seen) => seen + 1);
                }
            }));
            peak = server.IsAlive ? server.PeakBytes : 0;
            server.End();
        }

        string found = $"{file}, {detector}: {string.Join(", ", statuses.Select(status => $"{status.Value} x {status.Key}"))}, "
            + $"peak of the process {peak >> 20} MB, of the group {group.PeakBytes >> 20} of {bytes >> 20} MB, {group.Killed} killed";
        output.WriteLine(found);
        Assert.True(peak is > 0 && peak < bytes && group.Killed == 0, found);

        // What can never fit, such as the progressive photo into a container of 1 GB, is refused.
        Assert.Contains(200, statuses.Keys);
        Assert.Subset(new HashSet<int> { 200, 413 }, statuses.Keys.ToHashSet());
    }

    // A real photo at the largest size in each format, at 12 megapixels, and a progressive one, which takes most to decode.
    private static byte[][] Photos()
    {
        using Mat photo = Cv2.ImRead(GroupPhoto.Some(1)[0].Path);
        using Mat huge = photo.Resize(new Size(8000, 6200), 0, 0, InterpolationFlags.Linear);
        using Mat usual = photo.Resize(new Size(4000, 3000));
        using var plain = new Mat(6200, 8000, MatType.CV_8UC3, Scalar.Gray);
        using var corner = new Mat(plain, new Rect(100, 100, photo.Width, photo.Height));
        photo.CopyTo(corner);
        return
        [
            huge.ImEncode(".jpg"), usual.ImEncode(".jpg"), plain.ImEncode(".png"),
            huge.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1)),
        ];
    }

    // The shell joins the group before the runtime asks for the limit. The variables are those of all three files.
    private static async Task<ServeProcess> StartAsync(MemoryGroup group)
    {
        Process process = ChildProcess.Start(
            "sh",
            [
                "-c", "echo $$ > \"$0\" && exec \"$@\"", group.Processes, "dotnet", Path.Combine(AppContext.BaseDirectory, "maskml.dll"),
                "serve", "--model", Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"), "--url", "http://127.0.0.1:0",
                "--set", "serve.timeoutSeconds=600", "--set", "yunet.model=" + SharedData.Need("models/face_detection_yunet_2023mar.onnx"),
            ],
            folder: null,
            ("Logging__LogLevel__MaskML.Serve", "Error"), ("MALLOC_ARENA_MAX", "2"), ("DOTNET_EnableDiagnostics", "0"));
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, line is null ? await error : "");
        return new ServeProcess(process, error, new Uri(line!.Split(' ')[0]));
    }
}
