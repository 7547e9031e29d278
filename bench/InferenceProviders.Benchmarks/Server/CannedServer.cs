using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
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

    /// <summary>Prints its port, and runs until its standard input ends.</summary>
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
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
        Console.WriteLine(new Uri(app.Urls.First()).Port);
        await Console.In.ReadToEndAsync();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
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

        var path = context.Request.Path.Value!;
        if (HubAnswers.Find(path) is { } hub)
        {
            await WriteAsync(context, hub);
            return;
        }

        var parts = path.Split('/', 4);
        var name = parts[1];
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
