using System.Globalization;
using System.Text;

namespace MaskML.Tests.Serve.Fuzz;

/// <summary>Generates malformed HTTP requests; the same seed gives the same requests.</summary>
/// <param name="seed">Seed of the random numbers.</param>
internal sealed class FuzzRequests(int seed)
{
    private const string Boundary = "x-photos";

    private static readonly string[] Types =
        [
            "image/jpeg", "image/png", "application/octet-stream", "text/plain", "image/*", "", "multipart/form-data",
            "application/json;charset=\"", "\u0001"
        ];

    private static readonly string[] Queries =
    [
        "", "?detector=none", "?detector=eyes", "?uncertainBelow=NaN", "?uncertainBelow=1e999", "?uncertainBelow=-0", "?annotate=true",
        "?annotate=true&annotate=true",
        "?%00=%ff", "?detector", "?=&=", "?uncertainBelow=0,5", "?detector=none&annotate=TRUE",
    ];

    private static readonly string[] Methods = ["POST", "POST", "POST", "POST", "PUT", "GET", "HEAD", "OPTIONS", "TRACE", "PO ST", "\0"];

    private static readonly string[] Paths =
    [
        "/v1/predict", "/v1/predict", "/v1/predict", "/v1/model", "/healthz", "/metrics", "/openapi/v1.json", "/",
        "/../../etc/passwd", "/%2e%2e/%00"
    ];

    private static readonly string[] Headers =
    [
        "Accept: ,;q=", "Accept: image/png;q=2", "Content-Encoding: gzip", "Expect: 100-continue", "X-Api-Key: \t",
        "If-None-Match: \"", "Range: bytes=9-1",
        "Content-Disposition: form-data; filename*=UTF-8''%zz", "Content-Disposition: attachment; filename=\"",
        "Origin: null", "Host: a\nb", "Cookie: =;=", "Connection: upgrade", "Transfer-Encoding: gzip",
    ];

    private static readonly string[] Headings =
        ["P6 60000 60000 255\n", "GIF89a\xff\xff", "<svg width='99999'/>", "II*\0", "RIFF\0\0\0\0WEBPVP8X"];

    private static readonly string[] Lengths =
    [
        "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999999\r\n\r\n", "\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ];

    private readonly Random random = new(seed);
    private readonly FuzzPictures pictures = new(seed);

    /// <summary>The next request.</summary>
    public FuzzRequest Next() => random.Next(10) switch
    {
        < 6 => Request("POST", "/v1/predict" + Pick(Queries[..2]), Pick(Types[..3]), Body(), []),
        < 8 =>
            Request(
                "POST",
                "/v1/predict" + Pick(Queries),
                random.Next(3) == 0 ? Pick(Types) : $"multipart/form-data; boundary={Boundary}",
                Parts(),
                []),
        _ => Request(
            Pick(Methods),
            Pick(Paths) + Pick(Queries),
            Pick(Types),
            Body(),
            [.. Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Headers))]),
    };

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private byte[] Body() => random.Next(12) == 0 ? Encoding.Latin1.GetBytes(Pick(Headings)) : pictures.Next();

    private byte[] Parts()
    {
        var body = new MemoryStream();
        void Write(string text) => body.Write(Encoding.Latin1.GetBytes(text));
        for (int i = random.Next(24); i >= 0; i--)
        {
            Write(random.Next(12) == 0 ? "--x-phot\r\n" : $"--{Boundary}\r\n");
            Write(Pick<string>(
            [
                "Content-Disposition: form-data; name=\"p\"; filename=\"a.jpg\"\r\n\r\n",
                "Content-Disposition: form-data; name=p; filename=\"\"\r\n\r\n",
                "Content-Disposition: form-data; name=\"text\"\r\n\r\n",
                "Content-Type: image/png\r\n\r\n", "\r\n", "no header at all", ": \r\n\r\n",
                $"X: {new string('y', random.Next(20000))}\r\n\r\n", "Content-Disposition: form-data; filename=\"\u0001\\\"\r\n\r\n",
            ]));
            body.Write(random.Next(3) == 0 ? Pick(FuzzPictures.Intact) : Body());
            Write("\r\n");
        }

        Write(Pick<string>([$"--{Boundary}--\r\n", $"--{Boundary}--", $"--{Boundary}", "", "\r\n--"]));
        return body.ToArray();
    }

    private FuzzRequest Request(string method, string target, string type, byte[] body, IEnumerable<string> headers)
    {
        var head = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"));
        if (type.Length > 0)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\n");
        }

        foreach (string header in headers)
        {
            head.Append(header).Append("\r\n");
        }

        // A content length that is right, too large, too small or invalid, or malformed chunks.
        int kind = random.Next(12);
        head.Append(kind switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length + 1 + random.Next(1000)}\r\n\r\n"),
            1 => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length / 2}\r\n\r\n"),
            2 => Pick(Lengths),
            3 => "Transfer-Encoding: chunked\r\n\r\n" + Pick<string>(["zz\r\n", "ffffffffffff\r\n", "10\r\n", "0\r\n\r\n"]),
            _ => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n"),
        });
        return new FuzzRequest([.. Encoding.Latin1.GetBytes(head.ToString()), .. body], IsCutOff: kind is 0 or 3);
    }
}

/// <summary>An HTTP request as bytes.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="IsCutOff">Whether the body is shorter than announced, so that the server waits until the connection is closed.</param>
internal sealed record FuzzRequest(byte[] Bytes, bool IsCutOff);
