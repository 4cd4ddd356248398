namespace MaskML.Serve.Contracts;

/// <summary>Paths and header names of the API.</summary>
internal static class Routes
{
    /// <summary><c>POST</c>: judges photos.</summary>
    public const string Predict = "/v1/predict";

    /// <summary><c>GET</c>: describes the live model.</summary>
    public const string Model = "/v1/model";

    /// <summary><c>GET</c>: the cameras.</summary>
    public const string Cameras = "/v1/cameras";

    /// <summary><c>PUT</c>, <c>DELETE</c>: a camera.</summary>
    public const string Camera = "/v1/cameras/{name}";

    /// <summary><c>GET</c>: its latest frame with the faces drawn.</summary>
    public const string CameraFrame = "/v1/cameras/{name}/frame.jpg";

    /// <summary><c>GET</c>: its frames as motion JPEG.</summary>
    public const string CameraLive = "/v1/cameras/{name}/live";

    /// <summary><c>GET</c>: events of the cameras.</summary>
    public const string Events = "/v1/events";

    /// <summary><c>GET</c>: events as they happen.</summary>
    public const string EventStream = "/v1/events/stream";

    /// <summary><c>GET</c>: the picture of an event.</summary>
    public const string EventPicture = "/v1/events/{id}/picture.jpg";

    /// <summary><c>GET</c>: who is told of events, what waits and what was refused.</summary>
    public const string Receivers = "/v1/receivers";

    /// <summary><c>GET</c>: counts of the cameras.</summary>
    public const string Counts = "/v1/counts";

    /// <summary><c>GET</c>: crops under review.</summary>
    public const string ReviewCrops = "/v1/review/crops";

    /// <summary><c>GET</c>: the picture of a crop.</summary>
    public const string ReviewCrop = "/v1/review/crops/{id}/crop.png";

    /// <summary><c>GET</c>: what is around it in its photo.</summary>
    public const string ReviewAround = "/v1/review/crops/{id}/around.jpg";

    /// <summary><c>POST</c>: labels crops.</summary>
    public const string ReviewLabels = "/v1/review/labels";

    /// <summary><c>GET</c>: accuracy in the field.</summary>
    public const string ReviewFigures = "/v1/review/figures";

    /// <summary><c>GET</c>: the runs.</summary>
    public const string Runs = "/v1/runs";

    /// <summary><c>GET</c>: two runs on the same images.</summary>
    public const string RunComparison = "/v1/runs/compare";

    /// <summary><c>GET</c>: a run.</summary>
    public const string Run = "/v1/runs/{id}";

    /// <summary><c>GET</c>: its report.</summary>
    public const string RunReport = "/v1/runs/{id}/report";

    /// <summary><c>GET</c>: one of its test images.</summary>
    public const string RunImage = "/v1/runs/{id}/images/{number}";

    /// <summary><c>POST</c>: makes its model the live one.</summary>
    public const string RunPromotion = "/v1/runs/{id}/promote";

    /// <summary><c>POST</c>: makes the model before the live one live again.</summary>
    public const string Back = "/v1/models/back";

    /// <summary><c>GET</c>: the changes of the live model.</summary>
    public const string Promotions = "/v1/promotions";

    /// <summary><c>GET</c>: sources and trainings. <c>POST</c>: starts a training.</summary>
    public const string Trainings = "/v1/trainings";

    /// <summary><c>GET</c>: a training. <c>DELETE</c>: cancels it.</summary>
    public const string Training = "/v1/trainings/{id}";

    /// <summary><c>GET</c>: the progress of a training as it happens.</summary>
    public const string TrainingStream = "/v1/trainings/{id}/stream";

    /// <summary><c>GET</c>: the process is alive.</summary>
    public const string Alive = "/healthz";

    /// <summary><c>GET</c>: the service accepts photos.</summary>
    public const string Ready = "/readyz";

    /// <summary><c>GET</c>: metrics in Prometheus' text format.</summary>
    public const string Metrics = "/metrics";

    /// <summary><c>GET</c>: the OpenAPI document.</summary>
    public const string OpenApi = "/openapi/v1.json";

    /// <summary>Request header with the API key; <c>Authorization: Bearer</c> is accepted too.</summary>
    public const string KeyHeader = "X-Api-Key";

    /// <summary>Response header of an annotated picture: SHA-256 of the model.</summary>
    public const string ModelHeader = "MaskML-Model";

    /// <summary>Response header of an annotated picture: number of faces.</summary>
    public const string FacesHeader = "MaskML-Faces";
}
