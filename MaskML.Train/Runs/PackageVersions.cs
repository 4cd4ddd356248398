using System.Reflection;
using Microsoft.ML.OnnxRuntime;

namespace MaskML.Train.Runs;

/// <summary>Versions of the program and of the packages that it computes with.</summary>
internal static class PackageVersions
{
    /// <summary>The versions by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MaskML"] = VersionOf(typeof(PackageVersions)),
        ["Microsoft.ML"] = VersionOf(typeof(MLContext)),
        ["Microsoft.ML.OnnxRuntime"] = VersionOf(typeof(InferenceSession)),
        ["OpenCvSharp4"] = VersionOf(typeof(Mat)),
        [".NET"] = Environment.Version.ToString(),
    };

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
