using Microsoft.AspNetCore.Http;

namespace InferenceProviders.Benchmarks.Server;

/// <summary>
/// Streams that send a token at once and another every second, until somebody asks for <see cref="Stop"/>.
/// </summary>
internal static class TickingStreams
{
    public const string Name = "ticking";
    public const string Stop = "stop-ticking";

    private static readonly IReadOnlyList<ReadOnlyMemory<byte>> Events = CannedAnswers.Make("flushed-1").Pieces;
    private static CancellationTokenSource s_stop = new();

    public static void EndAll()
    {
        using var ended = Interlocked.Exchange(ref s_stop, new());
        ended.Cancel();
    }

    public static async Task WriteAsync(HttpContext context)
    {
        var stop = s_stop.Token;
        context.Response.ContentType = "text/event-stream";
        var (begin, token, end) = (Events[0], Events[1], Events.Skip(2));
        await context.Response.BodyWriter.WriteAsync(begin);
        try
        {
            while (true)
            {
                await context.Response.BodyWriter.WriteAsync(token, stop);
                await Task.Delay(TimeSpan.FromSeconds(1), stop);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var last in end)
            {
                await context.Response.BodyWriter.WriteAsync(last);
            }
        }
    }
}
