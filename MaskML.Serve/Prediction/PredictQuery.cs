using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace MaskML.Serve.Prediction;

/// <summary>Query parameters of a prediction.</summary>
/// <param name="Detector">The face detector; null for the configured one.</param>
/// <param name="UncertainBelow">Confidence below which a label is uncertain; null for the configured one.</param>
/// <param name="Annotate">Whether to answer with the annotated picture.</param>
internal sealed record PredictQuery(string? Detector, double? UncertainBelow, bool Annotate)
{
    /// <summary>Name of the parameter <see cref="Detector"/>.</summary>
    public const string DetectorName = "detector";

    /// <summary>Name of the parameter <see cref="UncertainBelow"/>.</summary>
    public const string UncertainBelowName = "uncertainBelow";

    /// <summary>Name of the parameter <see cref="Annotate"/>.</summary>
    public const string AnnotateName = "annotate";

    private const int MaxShownLength = 40;

    /// <summary>Parses a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="detectors">Names of the detectors that callers may choose.</param>
    /// <exception cref="ServeException">A parameter is unknown, repeated or invalid.</exception>
    public static PredictQuery Parse(IQueryCollection query, IReadOnlyList<string> detectors)
    {
        string? detector = null;
        double? uncertainBelow = null;
        bool annotate = false;
        foreach ((string name, StringValues values) in query)
        {
            string value = values.Count == 1 ? values.ToString() : throw Wrong(name, $"{values.Count} values", "one value");
            switch (name)
            {
                case DetectorName:
                    detector = detectors.Contains(value)
                        ? value
                        : throw Wrong(name, Quote(value), $"one of {string.Join(", ", detectors)}");
                    break;
                case UncertainBelowName:
                    uncertainBelow =
                        double.TryParse(
                            value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1
                        ? number
                        : throw Wrong(name, Quote(value), "a number from 0 to 1");
                    break;
                case AnnotateName:
                    annotate = value switch { "true" => true, "false" => false, _ => throw Wrong(name, Quote(value), "true or false") };
                    break;
                default:
                    throw new ServeException(
                        "bad-parameter",
                        $"Found the parameter {Quote(name)}, expected {DetectorName}, {UncertainBelowName} or {AnnotateName}.");
            }
        }

        return new PredictQuery(detector, uncertainBelow, annotate);
    }

    private static string Quote(string text) => $"'{RequestText.Truncate(text, MaxShownLength)}'";

    private static ServeException Wrong(string name, string found, string expected) =>
        new("bad-parameter", $"{name}: found {found}, expected {expected}.");
}
