using MaskML.Tests.Support;
using MaskML.Video.Sources;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class VideoAddressTests
{
    [Theory]
    [InlineData("camera:0", "Camera", 0)]
    [InlineData("Camera:12", "Camera", 12)]
    [InlineData("3", "Camera", 3)]
    [InlineData("clip.mp4", "File", 0)]
    [InlineData("some/where/CLIP.AVI", "File", 0)]
    [InlineData("rtsp://host/cam", "Url", 0)]
    [InlineData("RTSPS://host/cam", "Url", 0)]
    [InlineData("http://host:8080/video.mjpg", "Url", 0)]
    [InlineData("https://host/a.jpg", "Url", 0)]
    public void Address_of_a_video_camera_or_stream_is_recognised(string path, string kind, int camera)
    {
        VideoAddress address = VideoAddress.TryParse(path)!;
        Assert.Equal((kind, camera), (address.Kind.ToString(), address.Camera));
    }

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("photos")]
    [InlineData("mp4")]
    [InlineData("-1")]
    [InlineData("camera:")]
    [InlineData("camera:x")]
    [InlineData("99999999999")]
    [InlineData("ftp://host/clip")]
    public void Other_text_is_not_a_video_address(string path) => Assert.Null(VideoAddress.TryParse(path));

    [Fact]
    public void Folder_named_like_a_video_is_not_a_video_address()
    {
        using var folder = new TempFolder();
        Assert.Null(VideoAddress.TryParse(Directory.CreateDirectory(folder.File("clips.mp4")).FullName));
    }

    [Theory]
    [InlineData("rtsp://admin:s3cret@10.0.0.5:554/live?x=1", "rtsp://***@10.0.0.5:554/live?x=1", "10.0.0.5_live")]
    [InlineData("http://user@host/a/b.mjpg", "http://***@host/a/b.mjpg", "host_a_b")]
    [InlineData("http://host/", "http://host/", "host")]
    public void Password_is_masked_in_name_and_messages(string url, string name, string stem)
    {
        VideoAddress address = VideoAddress.TryParse(url)!;
        Assert.Equal((name, stem), (address.Name, address.FileStem));
        Assert.Equal($"cannot open {name}: no", address.HidePassword($"cannot open {url}: no"));
    }
}
