using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Serve;

/// <summary>Tests of <c>maskml serve</c> in another process.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class ServeProcessTests : IDisposable
{
    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task SIGTERM_makes_the_service_unready_finishes_running_requests_and_returns_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using Process process = Start("--set", "serve.drainSeconds=3", "--set", "serve.shutdownSeconds=30");
        Uri address = await AddressAsync(process);
        using var client = new HttpClient { BaseAddress = address };
        Assert.Equal(HttpStatusCode.OK, Ready(client));
        TrainProcess.Signal(process, "TERM");
        await Eventually.TrueAsync(() => Ready(client) == HttpStatusCode.ServiceUnavailable, () => $"{Ready(client)}");

        // The service accepts requests while it drains, and finishes them after it has stopped listening.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        byte[] photo = ServeFixture.Bright;
        await socket.SendAsync(Encoding.Latin1.GetBytes(FormattableString.Invariant(
            $"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {photo.Length}\r\n\r\n")));
        await socket.SendAsync(photo.AsMemory(0, 100));
        await Eventually.TrueAsync(() => Ready(client) is null, () => $"{Ready(client)}");
        await socket.SendAsync(photo.AsMemory(100));
        byte[] answer = new byte[8000];
        int length = await socket.ReceiveAsync(answer);
        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.UTF8.GetString(answer, 0, length), StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Done, process.ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_service_with_130_even_during_a_request()
    {
        TrainProcess.SkipWithoutInterrupts();
        using Process process = Start();
        Uri address = await AddressAsync(process);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        await socket.SendAsync(
            "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n"u8.ToArray());
        TrainProcess.Signal(process, "INT");
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Cancelled, process.ExitCode);
    }

    [Fact]
    public async Task SIGTERM_leaves_no_files_in_the_temporary_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using Process process = Start();
        await AddressAsync(process);
        Assert.NotEmpty(Directory.GetFiles(folder.File("temporary"), "*", SearchOption.AllDirectories));
        TrainProcess.Signal(process, "TERM");
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Done, process.ExitCode);
        Assert.Empty(Directory.GetFiles(folder.File("temporary"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Model_path_that_is_a_pipe_is_an_error_at_the_start_and_a_fault_that_health_shows_later()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        string pipe = folder.File("pipe.zip");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        using Process refused = Start("--model", pipe);
        Assert.Contains("a pipe", await refused.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await refused.WaitForExitAsync();
        Assert.Equal(ExitCodes.Input, refused.ExitCode);

        string model = folder.File("model.zip");
        File.Copy(folder.Model, model);
        using Process process = Start("--model", model);
        using var client = new HttpClient { BaseAddress = await AddressAsync(process) };
        File.Move(pipe, model, overwrite: true);
        await Eventually.TrueAsync(
            () => client.GetStringAsync("/readyz").Result.Contains("degraded", StringComparison.Ordinal), () => "healthy");
        TinyModel.Publish(TinyModel.Variants[1], model);
        await Eventually.TrueAsync(
            () => client.GetStringAsync("/readyz").Result.Contains("healthy", StringComparison.Ordinal), () => "degraded");
        TrainProcess.Signal(process, "TERM");
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Done, process.ExitCode);
    }

    [Fact]
    public async Task Service_prints_its_address_and_the_live_model_in_one_line()
    {
        using Process process = Start();
        string? line = await process.StandardOutput.ReadLineAsync();
        process.Kill();
        Assert.Matches($"^http://127.0.0.1:[0-9]+ serves {folder.Model} \\([0-9a-f]{{12}}\\), detector none$", line);
    }

    [Fact]
    public async Task Port_in_use_is_reported_and_returns_2()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using Process process = Start("--url", FormattableString.Invariant($"http://127.0.0.1:{port}"));
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Usage, process.ExitCode);
        Assert.Contains("error: serve.url", error, StringComparison.Ordinal);
        Assert.Contains("address already in use", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model", "none.zip", ExitCodes.Input, "no such file")]
    [InlineData("--url", "https://localhost", ExitCodes.Usage, "--url: serve.url: found \"https://localhost\", expected an address")]
    [InlineData("--url", "http://nohost.invalid:5000", ExitCodes.Usage, "expected an address such as http://127.0.0.1:5080")]
    [InlineData("--set", "serve.apiKey=short", ExitCodes.Usage, "16 or more")]
    [InlineData("--set", "serve.cors=[\"https://a.example/path\"]", ExitCodes.Usage, "expected a web origin")]
    public async Task Reason_why_the_service_cannot_start_is_reported(string option, string value, int code, string said)
    {
        using Process process = Start(option, value);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(code, process.ExitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_warns_if_other_machines_can_reach_it_without_a_key()
    {
        using Process open = Start("--url", "http://0.0.0.0:0");
        await AddressAsync(open);
        Assert.Contains("no API key is needed", await ErrorAsync(open), StringComparison.Ordinal);
        using Process locked = Start("--url", "http://0.0.0.0:0", "--set", "serve.apiKey=0123456789abcdef");
        await AddressAsync(locked);
        Assert.DoesNotContain("API key", await ErrorAsync(locked), StringComparison.Ordinal);
    }

    private static async Task<string> ErrorAsync(Process process)
    {
        TrainProcess.Signal(process, "TERM");
        return await process.StandardError.ReadToEndAsync();
    }

    private static HttpStatusCode? Ready(HttpClient client)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/readyz");
            request.Headers.Connection.Add("close");
            using HttpResponseMessage response = client.Send(request);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        string? line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, line is null ? await process.StandardError.ReadToEndAsync() : "");
        return new Uri(line!.Split(' ')[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
    }

    private Process Start(params string[] args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        string[] url = args.Contains("--url") ? [] : ["--url", "http://127.0.0.1:0"];
        string[] zip = args.Contains("--model") ? [] : ["--model", folder.Model];
        var start = new ProcessStartInfo("dotnet", [program, "serve", .. url, .. zip, "--set", "predict.detector=none", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(folder.File("temporary")).FullName;
        return Process.Start(start)!;
    }
}
