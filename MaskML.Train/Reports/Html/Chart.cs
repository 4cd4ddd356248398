using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MaskML.Train.Reports.Html;

/// <summary>
/// Lines over two axes, drawn by OxyPlot as an SVG inside the page. OxyPlot's colours are replaced by CSS variables of the page, so that a
/// chart is legible in the dark and in the light theme.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The axis below.</param>
/// <param name="Y">The axis on the left.</param>
/// <param name="Series">The lines.</param>
internal sealed record Chart(string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series)
{
    private const int Width = 460;
    private const int Height = 320;

    private static readonly OxyColor Ink = OxyColor.FromRgb(1, 0, 0);
    private static readonly OxyColor Grid = OxyColor.FromRgb(2, 0, 0);
    private static readonly OxyColor[] Lines = [.. Enumerable.Range(3, 6).Select(i => OxyColor.FromRgb((byte)i, 0, 0))];

    private static readonly (OxyColor Colour, string Variable)[] Variables =
        [(Ink, "var(--ink)"), (Grid, "var(--line)"), .. Lines.Select((line, i) => (line, $"var(--series{i})"))];

    /// <summary>The chart as a figure with a caption.</summary>
    /// <param name="note">The text below its title.</param>
    public Markup ToFigure(string note = "")
    {
        Markup caption = note.Length == 0 ? Markup.Empty : Markup.Of($"<span>{note}</span>");
        return Markup.Of($"""
            <figure class="chart">{ToSvg()}<figcaption>{Legend()}<b>{Title}</b>{caption}</figcaption></figure>

            """);
    }

    // Names of lines are labels and may be long: the page breaks them into lines.
    private Markup Legend()
    {
        (string Name, int Line)[] named =
            [.. Series.Where(series => !series.IsReference).Select((series, i) => (series.Name, i)).Where(line => line.Name.Length > 0)];
        return named.Length < 2 ? Markup.Empty : Markup.Of($"""
            <span class="legend">{named.Select(line => Markup.Of($"<i class=\"line{line.Line % Lines.Length}\">{line.Name}</i>"))}</span>
            """);
    }

    private Markup ToSvg()
    {
        string text = new SvgExporter { Width = Width, Height = Height, IsDocument = false }.ExportToString(Model());
        var svg = XElement.Parse(text);
        svg.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {Height}"));
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", Title);

        // The page sets the size. Clip paths are not needed, and their ids would be the same in several charts.
        foreach (string name in new[] { "width", "height" })
        {
            svg.Attribute(name)?.Remove();
        }

        foreach (XAttribute clip in svg.Descendants().Attributes("clip-path").ToArray())
        {
            clip.Remove();
        }

        svg.Descendants().Where(e => e.Name.LocalName == "defs").Remove();
        string markup = svg.ToString(SaveOptions.DisableFormatting);
        foreach ((OxyColor colour, string variable) in Variables)
        {
            string rgb = string.Create(CultureInfo.InvariantCulture, $"rgb({colour.R},{colour.G},{colour.B})");
            markup = markup.Replace(rgb, variable, StringComparison.Ordinal);
        }

        return new Markup(markup);
    }

    private PlotModel Model()
    {
        var model = new PlotModel
        {
            TextColor = Ink,
            PlotAreaBorderColor = Grid,
            Background = OxyColors.Undefined,
            DefaultFont = "system-ui, sans-serif",
            Padding = new OxyThickness(4, 10, 14, 4),
        };
        model.Axes.Add(Axis(X, AxisPosition.Bottom));
        model.Axes.Add(Axis(Y, AxisPosition.Left));
        int drawn = 0;
        int named = Series.Count(series => series.Name.Length > 0);
        foreach (ChartSeries series in Series)
        {
            // Later lines are thinner, so that those below them can be seen where they are the same.
            double thickness = series.IsReference ? 1 : 2 + (series.Name.Length == 0 ? 0 : 2.5 * (named - 1 - drawn));
            OxyColor colour = series.IsReference ? Ink : Lines[drawn++ % Lines.Length];
            model.Series.Add(Line(series, colour, thickness));
        }

        return model;
    }

    private static LineSeries Line(ChartSeries series, OxyColor colour, double thickness)
    {
        var line = new LineSeries
        {
            Title = series.Name.Length == 0 ? null : series.Name,
            Color = colour,
            StrokeThickness = thickness,
            LineStyle = series.IsReference ? LineStyle.Dash : LineStyle.Solid,
            MarkerType = series.HasMarks ? MarkerType.Circle : MarkerType.None,
            MarkerFill = colour,
        };
        line.Points.AddRange(series.Points.Select(point => new DataPoint(point.X, point.Y)));
        return line;
    }

    private static LinearAxis Axis(ChartAxis axis, AxisPosition position) => new()
    {
        Position = position,
        Title = axis.Title,
        Minimum = axis.Minimum,
        Maximum = axis.Maximum,
        StringFormat = axis.Format,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = Grid,
        TicklineColor = Grid,
        MinorTickSize = 0,
        MajorTickSize = 0,
        AxisTitleDistance = position == AxisPosition.Left ? 24 : 10,
    };
}
