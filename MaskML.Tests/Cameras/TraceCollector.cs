using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MaskML.Tests.Cameras;

/// <summary>A collector of traces that takes OTLP over gRPC, or over HTTP with protobuf.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    public const string Grpc = "grpc";

    private const int GrpcPrefix = 5;

    private readonly WebApplication app;
    private readonly ConcurrentQueue<Span> spans = new();

    private TraceCollector(string protocol)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = protocol == Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        app = builder.Build();
        app.MapPost("/v1/traces", async context => Take(await ReadAsync(context)));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", async context =>
        {
            byte[] body = await ReadAsync(context);
            Take(body.AsSpan(GrpcPrefix).ToArray());
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
    }

    /// <summary>What was sent, in its order.</summary>
    public IReadOnlyCollection<Span> Spans => spans;

    public string Url => app.Urls.Single();

    public static async Task<TraceCollector> StartAsync(string protocol)
    {
        var collector = new TraceCollector(protocol);
        await collector.app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans; the numbers are those of opentelemetry-proto.
    private void Take(byte[] request)
    {
        foreach (byte[] resource in Fields(request, 1))
        {
            string service = Encoding.UTF8.GetString(Fields(resource, 1).Single());
            foreach (byte[] span in Fields(resource, 2).SelectMany(scope => Fields(scope, 2)))
            {
                spans.Enqueue(new Span(
                    Convert.ToHexStringLower(Fields(span, 1).Single()),
                    Convert.ToHexStringLower(Fields(span, 2).Single()),
                    Convert.ToHexStringLower(Fields(span, 4).SingleOrDefault([])),
                    Encoding.UTF8.GetString(Fields(span, 5).Single()),
                    service));
            }
        }
    }

    /// <summary>The messages, texts and bytes of a field of a protobuf message.</summary>
    private static IEnumerable<byte[]> Fields(byte[] message, int field)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == field)
                    {
                        yield return message[at..(at + length)];
                    }

                    at += length;
                    break;
                case 5:
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"No protobuf: found the wire type {key & 7} at {at} of {message.Length}.");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>A span. Its ids are hexadecimal; the resource is what says which service sent it.</summary>
    public sealed record Span(string Trace, string Id, string Parent, string Name, string Resource);
}
