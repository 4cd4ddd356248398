using System.Diagnostics;
using System.Net.Sockets;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using Xunit;

namespace MaskML.Tests.Files;

/// <summary>Tests that what a user names is a regular file, and that finding this out does not block.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public RegularFileTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pipe_socket_and_folder_are_refused_and_a_device_has_no_bytes()
    {
        Assert.Contains("a pipe", Refusal(Pipe("pipe")), StringComparison.Ordinal);
        Assert.Contains("a folder", Refusal(folder.Path), StringComparison.Ordinal);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.File("socket")));
        Assert.Contains("a socket", Refusal(folder.File("socket")), StringComparison.Ordinal);
        Assert.Empty(RegularFile.ReadAllBytes("/dev/zero"));
    }

    [Fact]
    public void File_and_link_to_it_are_read_even_while_another_process_writes()
    {
        using FileStream writer = File.Open(folder.File("file"), FileMode.Create, FileAccess.Write, FileShare.None);
        writer.Write([1, 2, 3]);
        writer.Flush();
        File.CreateSymbolicLink(folder.File("link"), folder.File("file"));
        Assert.Equal([1, 2, 3], RegularFile.ReadAllBytes(folder.File("link")));
        Assert.Throws<FileNotFoundException>(() => RegularFile.Open(folder.File("none")));
    }

    [Fact]
    public void Pipe_as_a_model_backbone_or_list_is_an_error_of_the_input()
    {
        string pipe = Pipe("pipe.onnx");
        foreach (Action open in new Action[]
        {
            () => ModelArchive.Read(pipe), () => Backbone.Open(pipe), () => ExclusionFile.Read(pipe), () => AnnotationFile.Read(pipe),
        })
        {
            Assert.Contains("a pipe", Assert.Throws<InputException>(open).Message, StringComparison.Ordinal);
        }
    }

    private static string Refusal(string path) => Assert.Throws<IOException>(() => RegularFile.Open(path)).Message;

    private string Pipe(string name)
    {
        using Process make = Process.Start("mkfifo", [folder.File(name)]);
        make.WaitForExit();
        return folder.File(name);
    }
}
