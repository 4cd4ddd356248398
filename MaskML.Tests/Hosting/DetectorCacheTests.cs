using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Hosting;

public sealed class DetectorCacheTests
{
    [Fact]
    public void Detector_is_opened_once_for_many_callers()
    {
        using var cache = new DetectorCache(new DetectorOptions());
        IFaceDetector[] all = new IFaceDetector[20];
        Parallel.For(0, all.Length, i => all[i] = cache.Get("masknet"));
        Assert.Single(all.Distinct());
        Assert.Same(cache.Get(cache.Best), cache.Get(FaceDetectors.Auto));
        Assert.Equal("none", cache.Get("none").Name);
        Assert.Throws<UsageException>(() => cache.Get("eyes"));
    }

    [Fact]
    public void Detector_opens_after_its_file_has_appeared()
    {
        string? cascade = ModelPlaces.TryFind(HaarFaceDetector.FileName);
        Assert.SkipWhen(cascade is null, "OpenCV's cascades (opencv-data) are not here.");
        using var folder = new TempFolder();
        var options = new DetectorOptions { Haar = new HaarOptions { Cascade = folder.File("haar.xml") } };
        using var cache = new DetectorCache(options);
        Assert.Throws<InputException>(() => cache.Get("haar"));
        Assert.False(FaceDetectors.IsPresent("haar", options));
        File.Copy(cascade, folder.File("haar.xml"));
        Assert.True(FaceDetectors.IsPresent("haar", options));
        Assert.Equal("haar", cache.Get("haar").Name);
    }
}
