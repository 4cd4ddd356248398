using System.Globalization;
using CsvHelper;
using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>Writes and reads CSV files: comma, UTF-8, a header, numbers with a point.</summary>
internal static class CsvFile
{
    /// <summary>Opens a file for reading, in front of its header.</summary>
    public static CsvReader Open(string path) => CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',' });

    /// <summary>Writes a file and publishes it by rename.</summary>
    public static void Write(string path, IEnumerable<string> header, IEnumerable<IEnumerable<object>> rows) => AtomicFile.Write(path, stream =>
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
    });
}
