using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InferenceProviders.Benchmarks.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// Kestrel on loopback that answers with bytes made beforehand. The first part of the path says which.
/// </summary>
internal static class CannedServer
{
    private static readonly TimeSpan Pacing = TimeSpan.FromMicroseconds(100);
    private static readonly ConcurrentDictionary<string, CannedAnswer> Answers = new(StringComparer.Ordinal);

    /// <summary>
    /// Prints its addresses and those of the MCP servers beside it, and runs until its standard input ends.
    /// </summary>
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0, static listen => listen.UseHttps(Certificate()));
            options.Limits.Http2.MaxStreamsPerConnection = 1000;
            options.Limits.MinResponseDataRate = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MaxRequestBodySize = null;
            options.AddServerHeader = false;

            // Large answers leave in one go, so that the server is not what is waited for.
            options.Limits.MaxResponseBufferSize = null;
        });
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        await using var tools = await ToolServers.StartOneAsync();
        await using var manyTools = await ToolServers.StartManyAsync();
        Console.WriteLine(string.Join(' ', [.. app.Urls, tools.Address, manyTools.Address]));
        await Console.In.ReadToEndAsync();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var parts = path.Split('/', 4);
        var name = parts[1];
        if (name.StartsWith(LoopAnswers.Name, StringComparison.Ordinal))
        {
            using var request = new MemoryStream();
            await context.Request.Body.CopyToAsync(request, context.RequestAborted);
            await WriteAsync(context, LoopAnswers.Make(name, request.GetBuffer().AsSpan(0, (int)request.Length)));
            return;
        }

        // The request is read to its end, as every real server does.
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        if (HubAnswers.Find(path) is { } hub)
        {
            await WriteAsync(context, hub);
            return;
        }

        if (name == TickingStreams.Stop)
        {
            TickingStreams.EndAll();
            return;
        }

        if (name == TickingStreams.Name)
        {
            await TickingStreams.WriteAsync(context);
            return;
        }

        if (name.StartsWith("failing-", StringComparison.Ordinal))
        {
            // The first provider fails in the way that is named; the others answer.
            if (parts[2] == HubAnswers.First)
            {
                Fail(context, name);
                return;
            }

            name = "stream-10";
        }

        await WriteAsync(context, Answers.GetOrAdd(name, CannedAnswers.Make));
    }

    /// <summary>Timers are too coarse for this: a millisecond for each chunk would be most of the run.</summary>
    private static void Pause()
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Pacing;)
        {
            Thread.SpinWait(20);
        }
    }

    private static void Fail(HttpContext context, string how)
    {
        if (how == "failing-reset")
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = 500;
    }

    private static async Task WriteAsync(HttpContext context, CannedAnswer answer)
    {
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.IsStream ? null : answer.Pieces.Sum(piece => piece.Length);
        try
        {
            foreach (var piece in answer.Pieces)
            {
                await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
                if (answer.IsPaced)
                {
                    Pause();
                }
            }

            if (answer.NeverEnds)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }
}
