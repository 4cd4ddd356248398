using CsvHelper;
using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>Writes and reads CSV files: commas, UTF-8, a header, numbers in the invariant culture.</summary>
internal static class CsvFile
{
    /// <summary>Opens a file for reading, before its header.</summary>
    public static CsvReader Open(string path) => CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',' });

    /// <summary>Writes a file and publishes it by rename.</summary>
    public static void Write(string path, IEnumerable<string> header, IEnumerable<IEnumerable<object>> rows) =>
        AtomicFile.Write(path, stream => Write(stream, header, rows));

    private static void Write(Stream stream, IEnumerable<string> header, IEnumerable<IEnumerable<object>> rows)
    {
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (string name in header)
        {
            csv.WriteField(name);
        }

        csv.EndRecord();
        foreach (IEnumerable<object> row in rows)
        {
            foreach (object value in row)
            {
                csv.WriteField(Convert.ToString(value, CultureInfo.InvariantCulture));
            }

            csv.EndRecord();
        }
    }
}
