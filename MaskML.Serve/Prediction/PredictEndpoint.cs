using System.Text;
using MaskML.Predict.Annotation;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using OpenCvSharp;

namespace MaskML.Serve.Prediction;

/// <summary><c>POST /v1/predict</c>: judges one photo or several, or annotates one.</summary>
internal sealed class PredictEndpoint(PhotoJudge judge, Uploads uploads, ServeOptions options)
{
    private readonly PhotoBody body = new(options);
    private readonly PhotoParts parts = new(options);

    /// <summary>Handles a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestProgress progress = RequestProgress.Of(context);
        PredictQuery query = PredictQuery.Parse(context.Request.Query, options.Detectors);
        PictureKind? picture = query.Annotate ? PictureKind.Choose(context.Request) : null;
        bool several = body.IsMultipart(context.Request);
        judge.ThrowIfFull();
        using Uploads.Upload upload = uploads.Begin(context.RequestAborted);
        if (picture is not null)
        {
            await AnswerPictureAsync(context, await ReadOneAsync(context.Request, upload, several), query, picture, progress);
        }
        else if (several)
        {
            await AnswerAllAsync(context, upload, query, progress);
        }
        else
        {
            (string source, byte[] bytes) = await body.ReadAsync(context.Request, upload, context.RequestAborted);
            PhotoPrediction judged = await judge.JudgeAsync(bytes, query, progress, null, context.RequestAborted);
            await WriteAsync(context, PredictionLine.Format(PhotoResult.Of(source, judged)));
        }
    }

    private async Task AnswerAllAsync(HttpContext context, Uploads.Upload upload, PredictQuery query, RequestProgress progress)
    {
        var json = new StringBuilder("[");
        await foreach ((string source, byte[]? bytes) in parts.ReadAsync(context.Request, upload, context.RequestAborted))
        {
            PhotoResult result = await JudgeAsync(source, bytes, query, progress, context.RequestAborted);
            json.Append(json.Length > 1 ? "," : "").Append(PredictionLine.Format(result));
            progress.Step = RequestStep.Upload;
        }

        await WriteAsync(context, json.Append(']').ToString());
    }

    // Judges one photo of several. A photo that cannot be used does not stop the others.
    private async Task<PhotoResult> JudgeAsync(
        string source, byte[]? bytes, PredictQuery query, RequestProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return bytes is null
                ? PhotoResult.Failed(
                    source, FormattableString.Invariant($"more than {options.MaxBytes} bytes, the most accepted for a photo"))
                : PhotoResult.Of(source, await judge.JudgeAsync(bytes, query, progress, null, cancellationToken));
        }
        catch (ImageException e)
        {
            return PhotoResult.Failed(source, e.Message);
        }
    }

    private async Task AnswerPictureAsync(
        HttpContext context, (string Source, byte[] Bytes) photo, PredictQuery query, PictureKind kind, RequestProgress progress)
    {
        byte[] picture = [];
        void Draw(Mat pixels, PhotoPrediction found)
        {
            new Annotator(found.Labels).Draw(pixels, found.Faces);
            if (!Cv2.ImEncode(kind.Extension, pixels, out picture))
            {
                throw new ImageException(
                    ImageFault.Undecodable, $"a picture of {found.Width} x {found.Height} pixels cannot be written as {kind.PictureType}");
            }
        }

        PhotoPrediction judged = await judge.JudgeAsync(photo.Bytes, query, progress, Draw, context.RequestAborted);
        if (kind.IsJson)
        {
            string uri = $"data:{kind.PictureType};base64,{Convert.ToBase64String(picture)}";
            var result = PhotoResult.Of(photo.Source, judged);
            await WriteAsync(context, PredictionLine.Format(result, null, json => json.WriteString("picture", uri)));
            return;
        }

        context.Response.Headers[Routes.ModelHeader] = judged.ModelSha256;
        context.Response.Headers[Routes.FacesHeader] = FormattableString.Invariant($"{judged.Faces.Count}");
        await WriteAsync(context, kind.MediaType, picture);
    }

    private async Task<(string Source, byte[] Bytes)> ReadOneAsync(HttpRequest request, Uploads.Upload upload, bool several)
    {
        if (!several)
        {
            return await body.ReadAsync(request, upload, request.HttpContext.RequestAborted);
        }

        (string Source, byte[] Bytes)? only = null;
        await foreach ((string source, byte[]? bytes) in parts.ReadAsync(request, upload, request.HttpContext.RequestAborted))
        {
            if (only is not null)
            {
                throw new ServeException(
                    "one-photo-only", "Found several photos with annotate=true, expected one. Send a separate request for each picture.");
            }

            only = (source, bytes ?? throw new ServeException(
                "too-large",
                FormattableString.Invariant($"The photo has more than the {options.MaxBytes} bytes that are accepted (serve.maxBytes).")));
        }

        return only!.Value;
    }

    private static Task WriteAsync(HttpContext context, string json) =>
        WriteAsync(context, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(json));

    private static async Task WriteAsync(HttpContext context, string type, byte[] answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = type;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }
}
