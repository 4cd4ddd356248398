using MaskML.Predict.Models;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using Microsoft.ML;
using Microsoft.ML.Data;
using OpenCvSharp;

namespace MaskML.Train.Vision;

/// <summary>Samples as ML.NET's <c>ImageClassificationTrainer</c> takes them: encoded crops, which it decodes itself, and keys.</summary>
internal static class EncodedSamples
{
    /// <summary>The rows of samples, each with its views. Crops are cut and encoded when their row is read.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="labels">The labels in key order.</param>
    /// <param name="crops">Cuts the crops.</param>
    /// <param name="plan">The random views.</param>
    /// <param name="views">Random views of each sample, beside the plain one.</param>
    public static IDataView ToDataView(
        MLContext ml, IReadOnlyList<Sample> samples, IReadOnlyList<string> labels, CropSource crops, ViewPlan plan, int views)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        FeatureRows.NameKeys(schema[nameof(Row.Label)], labels);
        return ml.Data.LoadFromEnumerable(Read(), schema);

        IEnumerable<Row> Read()
        {
            foreach (Sample sample in samples)
            {
                byte[] key = crops.Key(sample);
                using Mat crop = crops.Crop(sample);
                for (int i = 0; i <= views; i++)
                {
                    using Mat view = plan[key, i].Render(crop);
                    yield return new Row { Label = (uint)sample.LabelIndex, Image = EncodedScorer.Encode(view) };
                }
            }
        }
    }

    /// <summary>One row.</summary>
    internal sealed class Row
    {
        /// <summary>Index of the label, from 0.</summary>
        public uint Label { get; init; }

        /// <summary>The crop as PNG.</summary>
        public byte[] Image { get; init; } = [];
    }
}
