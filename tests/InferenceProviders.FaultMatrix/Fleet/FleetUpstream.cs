using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using InferenceProviders.FaultMatrix.Server;

namespace InferenceProviders.FaultMatrix.Fleet;

/// <summary>
/// The Hub, the router's list of models and the providers, as far as a fleet needs them. It counts the bill: what was
/// answered is billed, whether or not anybody is left to read it.
/// </summary>
internal sealed class FleetUpstream : IAsyncDisposable
{
    public const string Model = "org/model";

    /// <summary>Behind it comes a number: a model that a first call finds busy.</summary>
    public const string BusyModel = "org/busy-";

    public const string VideoModel = "org/video";

    public const string First = "first-provider";

    public const string Second = "second-provider";

    /// <summary>100 tokens at one dollar a million, and 50 at two.</summary>
    public const long CostNanos = 200_000;

    private const string Offers = $$"""
        [{"provider":"{{First}}","status":"live","context_length":8192,"pricing":{"input":1,"output":2} },
         {"provider":"{{Second}}","status":"live","context_length":8192,"pricing":{"input":1,"output":2} }]
        """;

    private const string Chat = """
        {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"} }],
         "usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150} }
        """;

    private const string Video = "data:video/mp4;base64,AAAAIGZ0eXBpc29tAAACAGlzb21pc28yYXZjMW1wNDE=";

    private readonly FaultServer _server;
    private readonly ConcurrentDictionary<string, long> _busySince = new();
    private long _billed;
    private int _answers;
    private int _jobs;
    private int _catalogs;

    public FleetUpstream() => _server = FaultServer.Start(ServeAsync, remembers: false);

    public Uri Address => new($"http://127.0.0.1:{_server.Port}");

    /// <summary>What calls of <see cref="Model"/> with a limit have cost, in nano-dollars.</summary>
    public long Billed => Interlocked.Read(ref _billed);

    public int Answers => Volatile.Read(ref _answers);

    public int Jobs => Volatile.Read(ref _jobs);

    /// <summary>How often the list of models was fetched.</summary>
    public int Catalogs => Volatile.Read(ref _catalogs);

    /// <summary>When a busy model was first asked, as a timestamp; 0 when it was not.</summary>
    public long BusySince(int number) =>
        _busySince.GetValueOrDefault(BusyModel + number.ToString(CultureInfo.InvariantCulture));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(FaultConnection connection, int index)
    {
        while (await connection.ReadRequestAsync() is { } request)
        {
            await AnswerAsync(connection, request);
        }
    }

    private async Task AnswerAsync(FaultConnection connection, FaultRequest request)
    {
        var path = request.Line.Split(' ')[1];
        if (path.StartsWith("/v1/models", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _catalogs);
            await RespondAsync(
                connection, $$"""{"object":"list","data":[{"id":"{{Model}}","providers":{{Offers}}}]}""");
        }
        else if (path.StartsWith("/api/models/", StringComparison.Ordinal))
        {
            await RespondAsync(connection, Mapping(path));
        }
        else if (path.Contains("/chat/completions", StringComparison.Ordinal))
        {
            await ChatAsync(connection, request);
        }
        else
        {
            await JobAsync(connection, request, path);
        }
    }

    private static string Mapping(string path)
    {
        var id = Uri.UnescapeDataString(path["/api/models/".Length..].Split('?')[0]);
        return id == VideoModel
            ? $$"""{"id":"{{id}}","inferenceProviderMapping":{"fal-ai":{"status":"live","providerId":"fal-ai/video","task":"text-to-video"} } }"""
            : $$"""
                {"id":"{{id}}","inferenceProviderMapping":{
                  "{{First}}":{"status":"live","providerId":"{{id}}","task":"conversational"},
                  "{{Second}}":{"status":"live","providerId":"{{id}}","task":"conversational"} } }
                """;
    }

    private async Task ChatAsync(FaultConnection connection, FaultRequest request)
    {
        var start = request.Body.IndexOf(BusyModel, StringComparison.Ordinal);
        if (start >= 0)
        {
            var name = request.Body[start..request.Body.IndexOf('"', start)];
            _busySince.TryAdd(name, Stopwatch.GetTimestamp());
            await connection.SendAsync(
                "HTTP/1.1 429 X\r\nContent-Type: application/json\r\nRetry-After: 600\r\nContent-Length: 2\r\n\r\n{}");
            return;
        }

        Interlocked.Increment(ref _answers);
        if (!request.Body.Contains(FleetMember.Unlimited, StringComparison.Ordinal))
        {
            Interlocked.Add(ref _billed, CostNanos);
        }

        await RespondAsync(connection, Chat);
    }

    /// <summary>fal's queue: every job is done when it is asked about.</summary>
    private async Task JobAsync(FaultConnection connection, FaultRequest request, string path)
    {
        var job = request.Line.StartsWith("POST", StringComparison.Ordinal)
            ? $"/fal-ai/video/requests/job-{Interlocked.Increment(ref _jobs)}"
            : path.Split('?')[0].Replace("/status", "", StringComparison.Ordinal);
        var id = job[(job.LastIndexOf('/') + 1)..];
        await RespondAsync(connection, path.Contains("/status", StringComparison.Ordinal) ? """{"status":"COMPLETED"}"""
            : request.Line.StartsWith("POST", StringComparison.Ordinal)
            ? $$"""{"status":"IN_QUEUE","request_id":"{{id}}","response_url":"{{Address.GetLeftPart(UriPartial.Authority)}}{{job}}"}"""
            : $$"""{"video":{"url":"{{Video}}"} }""");
    }

    private static Task RespondAsync(FaultConnection connection, string body) => connection.SendAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
}
