using MaskML.Train.Data;
using MaskML.Train.Reports.Html;

namespace MaskML.Train.Audit;

/// <summary>The pictures of the names in a report.</summary>
internal sealed class AuditPictures
{
    private readonly Dictionary<string, (string Path, Rect? Box)> places = new(StringComparer.Ordinal);

    /// <summary>Collects the names of all files and samples.</summary>
    public AuditPictures(AuditData data)
    {
        foreach (InspectedFile file in data.Files)
        {
            places[data.Name(file.File)] = (file.File.Path, null);
        }

        foreach (Sample sample in data.Samples)
        {
            places[data.Name(sample)] = (sample.File.Path, sample.Box);
        }
    }

    /// <summary>A picture for a gallery.</summary>
    /// <param name="name">Its name in the report.</param>
    /// <param name="lines">Its caption.</param>
    public GalleryPicture Of(string name, params IReadOnlyList<string> lines) =>
        new(places[name].Path, places[name].Box, name, lines);
}
