using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using MaskML.Predict.Errors;
using MaskML.Predict.Options;
using MaskML.Video.Sources;

namespace MaskML.Serve.Cameras;

/// <summary>A camera that the service watches.</summary>
public sealed partial record CameraOptions
{
    /// <summary>Name of the camera: up to 40 letters, digits, dots, dashes and underscores.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// Address as `predict` takes it: rtsp:// or http:// (motion JPEG), camera:0, or a video file, which is played at its own rate and
    /// ends. ${MASKML_CAMERA_NAME} stands for the environment variable of that name, such as a password.
    /// </summary>
    [ConfigPath(OrAddress = true)]
    public string Address { get; init; } = "";

    /// <summary>Frames are shrunk to this longer side before faces are searched, in pixels; 0 searches the whole frame.</summary>
    [Range(0, 8192)]
    public int DetectSide { get; init; } = 640;

    /// <summary>Most frames a second that are judged; 0 judges all.</summary>
    [Range(0.0, 240.0)]
    public double FramesPerSecond { get; init; } = 5;

    /// <summary>
    /// Corners of a polygon as shares of width and height, such as [[0, 0.5], [1, 0.5], [1, 1], [0, 1]] for the lower half; only faces
    /// whose middle is inside count. Empty for the whole picture.
    /// </summary>
    [Range(0.0, 1.0)]
    public IReadOnlyList<IReadOnlyList<double>> Zone { get; init; } = [];

    /// <summary>Labels that are a violation.</summary>
    [MinLength(1)]
    public IReadOnlyList<string> Labels { get; init; } = ["without_mask"];

    /// <summary>Judged frames in a row with such a label that make a violation.</summary>
    [Range(1, 100000)]
    public int Frames { get; init; } = 5;

    /// <summary>Seconds after a violation in which no other one is reported; all are counted.</summary>
    [Range(0.0, 86400.0)]
    public double Cooldown { get; init; }

    /// <summary>The parsed address.</summary>
    internal VideoAddress Source => VideoAddress.TryParse(Address)!;

    /// <summary>The address with the values of this machine's variables.</summary>
    /// <exception cref="UsageException">A variable is missing, or something else comes out.</exception>
    internal VideoAddress Opened => VideoAddress.TryParse(Variable().Replace(
        Address,
        found => Environment.GetEnvironmentVariable(found.Groups[1].Value) ?? throw new UsageException(
            $"the address needs the environment variable {found.Groups[1].Value}, which is not set")))
        ?? throw new UsageException("with the values of the variables in it, the address is no video");

    /// <summary>Whether the address contains a password, and not only the name of a variable.</summary>
    internal bool HasPassword => Uri.TryCreate(Variable().Replace(Address, ""), UriKind.Absolute, out Uri? url)
        && url.UserInfo.Split(':', 2) is [_, { Length: > 0 }];

    /// <summary>Checks what the rules of single values do not cover.</summary>
    /// <exception cref="UsageException">A camera cannot be used.</exception>
    internal static void Check(IReadOnlyList<CameraOptions> cameras)
    {
        for (int i = 0; i < cameras.Count; i++)
        {
            CameraOptions camera = cameras[i];
            if (!ValidName().IsMatch(camera.Name))
            {
                throw Wrong(i, "name", camera.Name, "1 to 40 letters, digits, dots, dashes and underscores, a letter or digit first");
            }

            if (cameras.Take(i).Any(other => other.Name.Equals(camera.Name, StringComparison.OrdinalIgnoreCase)))
            {
                throw Wrong(i, "name", camera.Name, "a name that no other camera has");
            }

            if (VideoAddress.TryParse(camera.Address) is null)
            {
                // An address may contain a password.
                throw Wrong(i, "address", "something else", "an rtsp:// or http:// URL, camera:0, or a video file");
            }

            if (camera.Zone.Count is 1 or 2 || camera.Zone.Any(corner => corner.Count != 2))
            {
                throw Wrong(i, "zone", $"{camera.Zone.Count} corners", "none, or three and more, each [x, y]");
            }
        }
    }

    private static UsageException Wrong(int camera, string key, string found, string expected) =>
        new(FormattableString.Invariant($"cameras[{camera}].{key}: found '{found}', expected {expected}."));

    // Others are none of a camera's business: whoever adds one would have them sent to an address of his choice.
    [GeneratedRegex(@"\$\{(MASKML_CAMERA_[A-Z0-9_]+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,39}\z")]
    private static partial Regex ValidName();
}
