namespace AspNetCoreChat.Wire;

/// <summary>A request to a provider and its response, without secrets, each body up to a limit.</summary>
internal sealed class WireExchange(WireCall call, WireSecrets secrets, HttpRequestMessage request, string? body)
{
    private readonly WireText _response = new();

    public Guid Id { get; } = Guid.NewGuid();

    public string Method { get; } = request.Method.Method;

    public string Url { get; } = secrets.Strike(request.RequestUri!.AbsoluteUri);

    public IReadOnlyDictionary<string, string> RequestHeaders { get; } = secrets.Strike(
        request.Content is { } content ? [.. request.Headers, .. content.Headers] : [.. request.Headers]);

    public string? RequestBody { get; } = body is null ? null : secrets.Strike(body);

    public int? Status { get; private set; }

    public IReadOnlyDictionary<string, string> ResponseHeaders { get; private set; } =
        new Dictionary<string, string>();

    public string ResponseBody => secrets.Strike(_response.ToString());

    /// <summary>Milliseconds since the call began.</summary>
    public double Sent { get; } = Since(call);

    public double? Answered { get; private set; }

    public double? Ended { get; private set; }

    /// <summary>What kind of failure ended it: <c>Canceled</c>, or the name of an exception.</summary>
    public string? Failure { get; private set; }

    public void Answer(HttpResponseMessage response)
    {
        Answered = Since(call);
        Status = (int)response.StatusCode;
        ResponseHeaders = secrets.Strike([.. response.Headers, .. response.Content.Headers]);
    }

    public void Receive(ReadOnlySpan<byte> bytes) => _response.Add(bytes);

    public void End(Exception? failure = null)
    {
        Ended ??= Since(call);
        Failure ??= failure is OperationCanceledException ? "Canceled" : failure?.GetType().Name;
    }

    private static double Since(WireCall call) => TimeProvider.System.GetElapsedTime(call.Started).TotalMilliseconds;
}
