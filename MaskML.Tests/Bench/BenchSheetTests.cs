using System.Text.Json;
using MaskML.Bench.Results;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class BenchSheetTests
{
    private static readonly BenchMachine Machine = new(
        "Some CPU (R) 3000 @ 2GHz",
        2,
        8,
        "an OS",
        new Dictionary<string, string> { ["MaskML"] = "1" },
        "abc",
        Clean: false,
        DateTimeOffset.UnixEpoch);

    [Fact]
    public void Ratio_is_the_value_divided_by_that_of_the_baseline()
    {
        BenchSheet sheet = Sheet();
        Assert.Equal([null, 0.5, 2.0], sheet.Rows.Select(row => row.Ratio));
        Assert.Throws<InvalidOperationException>(() => sheet.Add("c", "time", 1, "s", "nothing of that name"));
    }

    [Fact]
    public void Table_has_a_row_for_each_subject_and_a_column_for_each_measure()
    {
        Assert.Equal(
            """
            | | time, s | faces/s | ratio against |
            | --- | --- | --- | --- |
            | a | 2 | | |
            | b | 1 (0.50x) | 1,234 | a |
            | c | 4 (2.00x) | | a |

            """,
            SheetTable.ToMarkdown(Sheet(faces: true)));
        Assert.Equal(
            """
            some: a title
                 time, s  faces/s  ratio against
            a          2
            b  1 (0.50x)    1,234  a
            c  4 (2.00x)           a
              d: not measured: it is not here

            """,
            SheetTable.ToText(Sheet(faces: true)));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(992, "992")]
    [InlineData(0.1391, "0.139")]
    [InlineData(4.4444, "4.444")]
    [InlineData(99.504, "99.50")]
    [InlineData(123.45, "123.5")]
    [InlineData(7198.4, "7,198")]
    public void Values_have_four_significant_digits(double value, string text) => Assert.Equal(text, SheetTable.Format(value));

    [Fact]
    public void Page_and_JSON_name_the_machine_and_what_was_not_measured()
    {
        using var folder = new TempFolder();
        string path = ResultFile.Write(folder.Path, Machine, quick: true, [Sheet()]);
        Assert.Equal("some-cpu-r-3000-2ghz-2-cores.md", Path.GetFileName(path));
        string page = File.ReadAllText(path);
        Assert.Contains("`./maskml bench --quick`", page, StringComparison.Ordinal);
        Assert.Contains("| commit | abc, with changes that are not committed |", page, StringComparison.Ordinal);
        Assert.Contains("\n## some\na title\n\n| | time, s |", page, StringComparison.Ordinal);
        Assert.Contains("\n- d: not measured: it is not here\n", page, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json")));
        JsonElement row = json.RootElement.GetProperty("sheets")[0].GetProperty("rows")[1];
        Assert.Equal(1.0, row.GetProperty("value").GetDouble());
        Assert.Equal("s", row.GetProperty("unit").GetString());
        Assert.Equal("a", row.GetProperty("baseline").GetString());
        Assert.Equal(0.5, row.GetProperty("ratio").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("machine").GetProperty("cores").GetInt32());
    }

    [Fact]
    public void Machine_has_cores_package_versions_and_a_file_name()
    {
        BenchMachine machine = BenchMachine.Of(RepositoryFolder.Root, DateTimeOffset.UtcNow);
        Assert.Equal(Environment.ProcessorCount, machine.Cores);
        Assert.Contains("OpenCvSharp4", machine.Packages.Keys);
        Assert.Matches("^[a-z0-9-]+-cores$", machine.FileName);
    }

    private static BenchSheet Sheet(bool faces = false)
    {
        var sheet = new BenchSheet("some", "a title");
        sheet.Add("a", "time", 2, "s", "a");
        sheet.Add("b", "time", 1, "s", "a");
        if (faces)
        {
            sheet.Add("b", "faces/s", 1234);
        }

        sheet.Add("c", "time", 4, "s", "a");
        sheet.NotMeasured("d", "it is not here");
        return sheet;
    }
}
