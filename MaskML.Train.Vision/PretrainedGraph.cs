using System.Security.Cryptography;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;

namespace MaskML.Train.Vision;

/// <summary>
/// The file of a pretrained network. ML.NET would download a missing one in the middle of a training, which often fails; here it must be
/// there before.
/// </summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Size">Side of the network's input in pixels.</param>
internal sealed record PretrainedGraph(string Path, int Size)
{
    private const string Source = "https://aka.ms/mlnet-resources/meta/";

    /// <summary>SHA-256 of the file.</summary>
    public string Sha256 { get; } = HashOf(Path);

    /// <summary>Finds the file of an architecture.</summary>
    /// <exception cref="InputException">It is nowhere; the message says where it comes from and where to put it.</exception>
    public static PretrainedGraph Find(string architecture)
    {
        (string name, int size) = architecture switch
        {
            "resnetV250" => ("resnet_v2_50_299.meta", 299),
            "resnetV2101" => ("resnet_v2_101_299.meta", 299),
            "inceptionV3" => ("inception_v3.meta", 299),
            "mobilenetV2" => ("mobilenet_v2.meta", 224),
            _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "Unknown architecture."),
        };
        string remedy = $"It is the pretrained graph of {architecture}: download {Source}{name} and put it in data/models.";
        return new PretrainedGraph(ModelPlaces.Find(name, null, remedy), size);
    }

    /// <summary>Copies the file to where ML.NET looks for it.</summary>
    /// <param name="temporary">The temporary folder of the context.</param>
    public void CopyTo(string temporary)
    {
        string folder = Directory.CreateDirectory(System.IO.Path.Combine(temporary, "MLNET")).FullName;
        string copy = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(Path));
        if (!File.Exists(copy))
        {
            File.Copy(Path, copy);
        }
    }

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
