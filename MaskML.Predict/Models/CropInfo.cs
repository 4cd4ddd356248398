namespace MaskML.Predict.Models;

/// <summary>How faces are cut for a model, as its manifest says it.</summary>
/// <param name="Size">Side of the crop in pixels.</param>
/// <param name="Margin">Share of the face's longer side that is added on each side.</param>
/// <param name="Interpolation">How crops are resized; see <see cref="Imaging.Cropper.Interpolation"/>.</param>
public sealed record CropInfo(int Size, double Margin, string Interpolation);
