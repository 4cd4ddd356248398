namespace MaskML.Train.Reports.Html;

/// <summary>The texts that are embedded in this assembly.</summary>
internal static class Resource
{
    /// <summary>Reads a text.</summary>
    /// <param name="name">Name of its file.</param>
    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
