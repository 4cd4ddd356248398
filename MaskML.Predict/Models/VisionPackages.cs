using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace MaskML.Predict.Models;

/// <summary>
/// The packages of ML.NET's <c>ImageClassificationTrainer</c>, which MaskML does not bring. A program has them as its own, or beside it in
/// the folder <c>vision</c>, where MaskML.Train.Vision is built to.
/// </summary>
internal static class VisionPackages
{
    /// <summary>Name of the assembly that trains with them.</summary>
    public const string PluginName = "MaskML.Train.Vision";

    /// <summary>The packages with their versions.</summary>
    public const string Names = Managed + " and " + Native;

    private const string Managed = "Microsoft.ML.Vision 5.0.1";
    private const string Native = "SciSharp.TensorFlow.Redist 2.16.0";

    private static readonly Lazy<Assembly?> Loaded = new(LoadPlugin);

    /// <summary>Where the assembly is expected.</summary>
    public static string PluginPath { get; } = Path.Combine(AppContext.BaseDirectory, "vision", PluginName + ".dll");

    /// <summary>The assembly that trains with the packages; null if it is not built.</summary>
    public static Assembly? Plugin => Loaded.Value;

    /// <summary>The packages that cannot be loaded; null if all can.</summary>
    public static string? Missing()
    {
        _ = Plugin;
        try
        {
            _ = Assembly.Load("Microsoft.ML.Vision");

            // Without a look at the library first, ML.NET reports it as a FormatException in the middle of a training.
            return !NativeLibrary.TryLoad("tensorflow", Assembly.Load("Tensorflow.Binding"), null, out nint library)
                ? Native + " (or its package for this system: the native library tensorflow cannot be loaded)"
                : NativeLibrary.TryGetExport(library, "TF_StringInit", out _) ? null
                : Native + " (the TensorFlow that is found is older: it has no TF_StringInit)";
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return Names;
        }
    }

    /// <summary>Checks that a model of <c>ImageClassificationTrainer</c> can be opened.</summary>
    /// <param name="where">Where the model comes from, for messages.</param>
    /// <exception cref="InputException">Packages are missing; the message names them.</exception>
    public static void Require(string where)
    {
        if (Missing() is { } missing)
        {
            throw new InputException(
                $"{where}: a model of ML.NET's ImageClassificationTrainer, which needs {missing}. Add the packages to the program, "
                + $"or build {PluginName} in the sources of MaskML; "
                + $"models of the trainer {ModelManifest.ImageTransfer} need neither.");
        }
    }

    private static Assembly? LoadPlugin()
    {
        if (!File.Exists(PluginPath))
        {
            return null;
        }

        // Into the context of the program: ML.NET looks there for the assembly that a zip names.
        var resolver = new AssemblyDependencyResolver(PluginPath);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            resolver.ResolveAssemblyToPath(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
            resolver.ResolveUnmanagedDllToPath(name) is { } path ? NativeLibrary.Load(path) : 0;
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(PluginPath);
    }
}
