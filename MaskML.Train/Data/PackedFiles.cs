using System.Text;

namespace MaskML.Train.Data;

/// <summary>Files of a scan as columns, about 30 bytes each: what the files of a folder share, such as its path, is there once.</summary>
internal static class PackedFiles
{
    /// <summary>Packs files.</summary>
    /// <param name="files">The files; those of a folder one after the other.</param>
    public static IReadOnlyList<ImageFile> Of(IReadOnlyList<ImageFile> files)
    {
        // A folder is a file without a name.
        var folders = new List<ImageFile>();
        (int Folder, int Start)[] places = new (int, int)[files.Count];
        var names = new StringBuilder();
        for (int i = 0; i < files.Count; i++)
        {
            ImageFile file = files[i];
            string name = Path.GetFileName(file.RelativePath);
            ImageFile folder = file with { Path = file.Path[..^name.Length], RelativePath = file.RelativePath[..^name.Length] };
            if (folders.Count == 0 || folders[^1] != folder)
            {
                folders.Add(folder);
            }

            places[i] = (folders.Count - 1, names.Length);
            names.Append(name);
        }

        string all = names.ToString();
        return new MadeList<ImageFile>(files.Count, i =>
        {
            ImageFile folder = folders[places[i].Folder];
            ReadOnlySpan<char> name = all.AsSpan(places[i].Start..(i + 1 < places.Length ? places[i + 1].Start : all.Length));
            return folder with { Path = string.Concat(folder.Path, name), RelativePath = string.Concat(folder.RelativePath, name) };
        });
    }
}
