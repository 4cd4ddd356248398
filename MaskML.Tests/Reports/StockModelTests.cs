using System.Diagnostics;
using System.Globalization;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Reports;

/// <summary>A program with nothing but ML.NET opens the zip and scores as training did.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class StockModelTests(SampleRun sample) : IDisposable
{
    private const int Count = 200;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Program_without_MaskML_assemblies_scores_as_in_predictions_csv()
    {
        string run = await sample.Folder;
        string[] rows = [.. File.ReadLines(Path.Combine(run, "predictions.csv"))];
        string[][] predictions =
        [
            .. rows.Skip(1).Where(
                (_, i) => i * Count / (rows.Length - 1) != (i + 1) * Count / (rows.Length - 1)).Select(row => row.Split(',')),
        ];
        Assert.Equal(Count, predictions.Length);
        Cut(predictions, ModelArchive.Read(Path.Combine(run, "model.zip")).Manifest.Crop);

        string program = RepositoryFolder.Program("MaskML.Tests.Stock");
        Assert.DoesNotContain(
            Directory.GetFiles(Path.GetDirectoryName(program)!),
            f => Path.GetFileName(f) is "MaskML.Predict.dll" or "MaskML.Train.dll" or "maskml.dll");
        string[] answers = await RunAsync(program, Path.Combine(run, "model.zip"), folder.Path);

        Assert.Equal("file,predicted," + string.Join(',', rows[0].Split(',')[4..^2]), answers[0]);
        Assert.Equal(Count, answers.Length - 1);
        foreach ((string[] prediction, string[] answer) in predictions.Zip(answers.Skip(1).Select(a => a.Split(','))))
        {
            Assert.Equal(prediction[3], answer[1]);
            foreach ((string one, string other) in prediction[4..^2].Zip(answer[2..]))
            {
                Assert.Equal(double.Parse(one, CultureInfo.InvariantCulture), double.Parse(other, CultureInfo.InvariantCulture), 1e-5);
            }
        }
    }

    private static async Task<string[]> RunAsync(params string[] args)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Writes the crops as files without loss, in the order of the rows.</summary>
    private void Cut(string[][] predictions, CropInfo crop)
    {
        var cropper = new Cropper(crop.Size, crop.Margin);
        for (int i = 0; i < predictions.Length; i++)
        {
            using Mat photo = ImageDecoder.Read(Path.Combine(SampleRun.Data, predictions[i][0]));
            using Mat cut = cropper.Whole(photo);
            Cv2.ImEncode(".png", cut, out byte[] png);
            File.WriteAllBytes(folder.File($"{i:000}.png"), png);
        }
    }
}
