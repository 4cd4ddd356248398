using System.Reflection;
using System.Text.Json.Nodes;
using MaskML.Predict.Hosting;
using MaskML.Serve.Prediction;
using MaskML.Serve.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace MaskML.Serve.OpenApi;

/// <summary>Writes the OpenAPI document, <c>/openapi/v1.json</c>: the endpoints with their limits, answers and problems.</summary>
internal sealed class ApiDocument(ServeOptions serve, IOptions<MaskMLOptions> options, ApiKey key) : IOpenApiDocumentTransformer
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";
    private const string KeyScheme = "ApiKey";
    private const string BearerScheme = "Bearer";

    private static readonly Type[] AnswerTypes =
        [typeof(PhotoAnswer), typeof(PhotoFailure), typeof(ModelAnswer), typeof(HealthAnswer), typeof(ProblemDetails)];

    private static readonly string[] KeyProblems = ["no-key"];
    private static readonly string[] MethodProblems = ["method-not-allowed"];
    private static readonly string[] ReadyProblems = ["not-ready"];

    private static readonly string[] PredictProblems =
    [
        "bad-request", "wrong-origin", "wrong-host", "bad-parameter", "bad-photo", "bad-multipart", "one-photo-only", "not-acceptable",
        "upload-too-slow", "too-large",
        "too-many-pixels", "too-many-files", "unsupported-media-type", "busy", "fault", "no-turn", "not-ready", "detector-unavailable",
        "too-slow",
    ];

    /// <inheritdoc/>
    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var version = typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        document.Info = new OpenApiInfo
        {
            Title = "MaskML",
            Version = version?.InformationalVersion.Split('+')[0] ?? "0",
            Description = "Finds faces in photos and tells whether they wear a mask. "
                + "Errors are problem details (RFC 9457), whose type identifies the kind of error.",
        };

        // Relative, so that the document is also right behind a proxy.
        document.Servers = [new OpenApiServer { Url = "/" }];
        var schemas = new Dictionary<Type, IOpenApiSchema>();
        foreach (Type type in AnswerTypes)
        {
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
            schemas[type] = new OpenApiSchemaReference(type.Name, document);
        }

        document.Paths = new OpenApiPaths
        {
            [Routes.Predict] = At(HttpMethod.Post, Predict(schemas)),
            [Routes.Model] = At(HttpMethod.Get, Model(schemas)),
            [Routes.Alive] = At(HttpMethod.Get, Open("Whether the process is alive", schemas, schemas[typeof(HealthAnswer)], Json)),
            [Routes.Ready] = At(
                HttpMethod.Get,
                Open(
                    "Whether the service accepts photos: a model is loaded and the service is not about to stop",
                    schemas,
                    schemas[typeof(HealthAnswer)],
                    Json,
                    ReadyProblems)),
            [Routes.Metrics] = At(HttpMethod.Get, Metrics(schemas)),
        };
        Secure(document);
    }

    private OpenApiOperation Predict(Dictionary<Type, IOpenApiSchema> schemas)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var several = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["photo"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = file, MaxItems = serve.MaxFiles },
            },
        };
        var all = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema
            {
                OneOf =
        [
            schemas[typeof(PhotoAnswer)], schemas[typeof(PhotoFailure)]
        ]
            }
        };
        var content = PhotoBody.Types.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = file });
        content[PhotoBody.Multipart] = new OpenApiMediaType { Schema = several };
        OpenApiOperation operation = Operation(
            "predict",
            "Finds and labels the faces in one photo or several",
            FormattableString.Invariant(
                $"""
                One photo as the body gives one answer; multipart/form-data gives a list in the order of its files, where a file that cannot
                be used has an error. At most {serve.MaxBytes} bytes and {serve.MaxMegapixels} megapixels a photo, {serve.MaxFiles} photos
                and {serve.MaxTotalBytes} bytes a request.
                """).ReplaceLineEndings(" "),
            new Dictionary<string, IOpenApiSchema>
            {
                [Json] = new OpenApiSchema { OneOf = [schemas[typeof(PhotoAnswer)], all] },
                ["image/jpeg"] = file,
                ["image/png"] = file,
            },
            schemas,
            PredictProblems);
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
        operation.Parameters =
        [
            Parameter(
                PredictQuery.DetectorName,
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. serve.Detectors.Select(name => (JsonNode)name)],
                    Default = options.Value.Predict.Detector,
                },
                "Face detector. auto selects the best one available; none treats the whole image as one cropped face."),
            Parameter(
                PredictQuery.UncertainBelowName,
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Number, Minimum = "0", Maximum = "1", Default = options.Value.Predict.UncertainBelow,
                },
                "Labels with a lower confidence are marked as uncertain."),
            Parameter(
                PredictQuery.AnnotateName,
                new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
                "Answers with the annotated picture of one photo: image/jpeg by default, "
                + "image/png or application/json (picture is a data: URI) if the Accept header prefers it."),
        ];
        return operation;
    }

    private static OpenApiOperation Model(Dictionary<Type, IOpenApiSchema> schemas)
    {
        OpenApiOperation operation = Operation(
            "model", "Describes the live model", "The ETag changes whenever the answer does.", Only(
                Json, schemas[typeof(ModelAnswer)]), schemas, MethodProblems);
        operation.Responses!["304"] = new OpenApiResponse { Description = "Not modified: If-None-Match has the current ETag." };
        return operation;
    }

    private static OpenApiOperation Metrics(Dictionary<Type, IOpenApiSchema> schemas) => Operation(
        "metrics", "Metrics for Prometheus", "In Prometheus' text format.", Only(
            "text/plain", new OpenApiSchema { Type = JsonSchemaType.String }), schemas, []);

    private static OpenApiOperation Open(
        string summary, Dictionary<Type, IOpenApiSchema> schemas, IOpenApiSchema answer, string type, params string[] problems)
    {
        OpenApiOperation operation = Operation(null, summary, "Needs no key.", Only(type, answer), schemas, problems);
        operation.Security = [];
        return operation;
    }

    private void Secure(OpenApiDocument document)
    {
        if (!key.IsNeeded)
        {
            return;
        }

        document.AddComponent<IOpenApiSecurityScheme>(
            KeyScheme,
            new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Routes.KeyHeader });
        document.AddComponent<IOpenApiSecurityScheme>(
            BearerScheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
        ];
        IOpenApiSchema problem = new OpenApiSchemaReference(nameof(ProblemDetails), document);
        IEnumerable<OpenApiOperation> operations = document.Paths.Values.SelectMany(path => path.Operations!.Values);
        foreach (OpenApiOperation operation in operations.Where(operation => operation.Security is null))
        {
            AddProblems(operation.Responses!, KeyProblems, problem);
        }
    }

    private static OpenApiPathItem At(HttpMethod method, OpenApiOperation operation) =>
        new() { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [method] = operation } };

    private static Dictionary<string, IOpenApiSchema> Only(string type, IOpenApiSchema schema) => new() { [type] = schema };

    private static OpenApiParameter Parameter(string name, OpenApiSchema schema, string description) =>
        new() { Name = name, In = ParameterLocation.Query, Schema = schema, Description = description };

    private static OpenApiOperation Operation(
        string? id,
        string summary,
        string description,
        Dictionary<string, IOpenApiSchema> answers,
        Dictionary<Type, IOpenApiSchema> schemas,
        IEnumerable<string> problems)
    {
        var responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = "OK",
                Content = answers.ToDictionary(
                answer => answer.Key, answer => new OpenApiMediaType { Schema = answer.Value })
            },
        };
        AddProblems(responses, problems, schemas[typeof(ProblemDetails)]);
        return new OpenApiOperation { OperationId = id, Summary = summary, Description = description, Responses = responses };
    }

    // Kinds with the same status share a response, whose description names them.
    private static void AddProblems(OpenApiResponses responses, IEnumerable<string> names, IOpenApiSchema problem)
    {
        foreach (IGrouping<int, ProblemKind> kinds in names.Select(ProblemKind.Of).GroupBy(kind => kind.Status))
        {
            responses[FormattableString.Invariant($"{kinds.Key}")] = new OpenApiResponse
            {
                Description = string.Join("; ", kinds.Select(kind => $"{kind.Type}: {kind.Title}")),
                Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new() { Schema = problem } },
            };
        }
    }
}
