namespace MaskML.Serve.Contracts;

/// <summary>Paths and header names of the API.</summary>
internal static class Routes
{
    /// <summary><c>POST</c>: judges photos.</summary>
    public const string Predict = "/v1/predict";

    /// <summary><c>GET</c>: describes the live model.</summary>
    public const string Model = "/v1/model";

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
