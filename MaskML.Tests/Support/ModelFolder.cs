namespace MaskML.Tests.Support;

/// <summary>The fixture model, and an empty folder for the files of one test.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly TinyModel model = new();
    private readonly TempFolder folder = new();

    /// <summary>Path of the model, which lies outside the folder.</summary>
    public string Model => model.Path;

    /// <summary>Path of the folder.</summary>
    public string Path => folder.Path;

    /// <summary>Path of a file in the folder; the file itself is not made, folders above it are.</summary>
    public string File(string relative) => folder.File(relative);

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }
}
