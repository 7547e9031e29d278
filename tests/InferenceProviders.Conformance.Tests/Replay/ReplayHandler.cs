using System.Net;
using System.Text;
using System.Text.Json;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Replay;

/// <summary>
/// Stands in for the network: gives our requests the captured answers, in order for each kind of request, and notes
/// where our requests differ from the captured ones.
/// </summary>
internal sealed class ReplayHandler(WireCase wireCase, ReplayClock clock, CancellationTokenSource caller)
    : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<Exchange> _waiting = [.. wireCase.Exchanges];
    private readonly List<Difference> _differences = [];
    private readonly Dictionary<string, int> _seen = [];
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The status of the last captured answer, and its request id.</summary>
    public (HttpStatusCode Status, string? RequestId)? LastAnswer { get; private set; }

    /// <summary>
    /// Waits for the word to the provider that nobody waits for its job any more: it follows the end of the call, which
    /// does not wait for it.
    /// </summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public Task AbandonedAsync() =>
        caller.IsCancellationRequested && wireCase.Exchanges.Any(exchange => exchange.Role == Exchange.Poll)
            ? _abandoned.Task.WaitAsync(TimeSpan.FromSeconds(30))
            : Task.CompletedTask;

    /// <summary>How our requests differed, and the captured requests that we did not make.</summary>
    public IReadOnlyList<Difference> Differences()
    {
        lock (_gate)
        {
            var missing = _waiting.Select(
                exchange => new Difference(Name(exchange.Role), exchange.ToString(), Difference.Absent)).ToList();
            _waiting.Clear();
            _differences.AddRange(missing);
            return [.. _differences];
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = await SentRequest.ReadAsync(request, cancellationToken);
        using var _ = clock.BeginRequest();
        if (Take(sent) is not { } exchange)
        {
            _abandoned.TrySetResult();
            return AnswerUnexpected(sent);
        }

        if (exchange.Response.TryGetProperty("$raises", out var raised))
        {
            return await RaiseAsync(raised.GetString()!, cancellationToken);
        }

        if (wireCase.Error?.Is("AbortError") is true && IsLast())
        {
            // The captured caller gave up while this was under way.
            clock.Stop();
            await caller.CancelAsync();
        }

        var response = Answer(exchange);
        LastAnswer = (response.StatusCode,
            response.Headers.TryGetValues("x-request-id", out var ids) ? ids.First() : null);
        return response;
    }

    /// <summary>The captured exchange that this request of ours stands for, compared with it.</summary>
    private Exchange? Take(SentRequest sent)
    {
        lock (_gate)
        {
            var exchange = _waiting.FirstOrDefault(IsSameKind(sent));
            if (exchange is not null)
            {
                _waiting.Remove(exchange);
                _differences.AddRange(RequestComparison.Compare(Name(exchange.Role), exchange, sent));
            }
            else
            {
                _differences.Add(new Difference(Name(KindOf(sent)), Difference.Absent, sent.ToString()));
            }

            return exchange;
        }
    }

    private static Func<Exchange, bool> IsSameKind(SentRequest sent)
    {
        var kind = KindOf(sent);
        return kind == Exchange.Download
            ? exchange => exchange.Role is Exchange.Poll or Exchange.Download
            : exchange => exchange.Role == kind;
    }

    private static string KindOf(SentRequest sent)
    {
        var uri = new Uri(sent.Url);
        return sent.Method == "POST" ? Exchange.Inference
            : uri.Host != "huggingface.co" ? Exchange.Download
            : uri.AbsolutePath == "/api/tasks" ? Exchange.HubTasks
            : !uri.AbsolutePath.StartsWith("/api/models/", StringComparison.Ordinal) ? Exchange.Download
            : uri.Query.Length > 0 ? Exchange.HubMapping
            : Exchange.HubModelInfo;
    }

    /// <summary>The role, numbered from the second request of its kind on.</summary>
    private string Name(string role)
    {
        var count = _seen[role] = _seen.GetValueOrDefault(role) + 1;
        return count == 1 ? role : $"{role}#{count}";
    }

    private bool IsLast()
    {
        lock (_gate)
        {
            return _waiting.Count == 0;
        }
    }

    /// <summary>
    /// A request that the client did not make. The Hub still knows the model; anything else ends the call, by a status
    /// that is in no capture, and that nothing is repeated after.
    /// </summary>
    private HttpResponseMessage AnswerUnexpected(SentRequest sent) =>
        KindOf(sent) == Exchange.HubMapping && wireCase.HubMapping.ValueKind is JsonValueKind.Object
            or JsonValueKind.Array
            ? Json($$"""{"inferenceProviderMapping":{{wireCase.HubMapping.GetRawText()}}}""")
            : new HttpResponseMessage(HttpStatusCode.PaymentRequired)
            {
                Content = new StringContent("The capture has no such request."),
            };

    /// <summary>What an exception of the Python client's transport means on the wire.</summary>
    private async Task<HttpResponseMessage> RaiseAsync(string exception, CancellationToken cancellationToken)
    {
        if (exception.Contains("Timeout", StringComparison.Ordinal))
        {
            // Silence until the caller's own limit ends the call.
            var silence = new TaskCompletionSource<HttpResponseMessage>(
                TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.Register(() => silence.TrySetCanceled(cancellationToken));
            clock.Advance(TimeSpan.FromDays(1));
            return await silence.Task;
        }

        throw exception.StartsWith("ConnectError", StringComparison.Ordinal)
            ? new HttpRequestException(HttpRequestError.ConnectionError, exception)
            : throw new InvalidDataException($"The capture raises {exception}, for which the replay has no meaning.");
    }

    private static HttpResponseMessage Answer(Exchange exchange)
    {
        var captured = exchange.Response;
        var response = new HttpResponseMessage((HttpStatusCode)captured.GetProperty("status").GetInt32())
        {
            Content = new ByteArrayContent(Body(captured, exchange.Fixtures)),
        };
        foreach (var header in captured.GetProperty("headers").EnumerateObject())
        {
            if (!response.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
            {
                response.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
            }
        }

        return response;
    }

    private static byte[] Body(JsonElement response, string fixtures)
    {
        if (!response.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return body switch
        {
            _ when body.TryGetProperty("$json", out var json) => Encoding.UTF8.GetBytes(json.GetRawText()),
            _ when body.TryGetProperty("$text", out var text) => Encoding.UTF8.GetBytes(text.GetString()!),
            _ when body.TryGetProperty("base64", out var base64) => base64.GetBytesFromBase64(),
            _ when body.TryGetProperty("$bytes", out var digest) => FixtureWith(digest.GetString()!, fixtures),
            _ => throw new InvalidDataException(
                $"The capture has a response body of an unknown form: {Difference.Show(body)}"),
        };
    }

    private static byte[] FixtureWith(string digest, string fixtures) =>
        Directory.EnumerateFiles(fixtures).Select(File.ReadAllBytes)
            .FirstOrDefault(bytes => MultipartForm.Digest(bytes).GetString() == digest)
        ?? throw new InvalidDataException($"No fixture has the SHA-256 {digest}.");

    private static HttpResponseMessage Json(string json) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(json, Encoding.UTF8, "application/json"),
    };
}
