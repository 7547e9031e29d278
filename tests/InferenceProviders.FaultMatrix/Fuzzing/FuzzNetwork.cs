using System.Net;
using InferenceProviders.Conformance.Replay;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>
/// Stands in for the network: gives requests the damaged answers of their kind, in order, and the last one of it to
/// those that come after.
/// </summary>
internal sealed class FuzzNetwork(
    IReadOnlyList<CannedAnswer> answers, ReplayClock clock, Random? random, CancellationTokenSource caller)
        : HttpMessageHandler
{
    private const int MostRequests = 60;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _given = [];
    private readonly bool _cancels = random?.Next(25) == 0;
    private int _requests;

    public bool HasCancelled { get; private set; }

    /// <summary>How many requests came.</summary>
    public int Requests => Volatile.Read(ref _requests);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var _ = clock.BeginRequest();
        if (request.Content is not null)
        {
            await request.Content.CopyToAsync(Stream.Null, cancellationToken);
        }

        lock (_gate)
        {
            return Next(KindOf(request)) is { } answer
                ? Respond(answer)
                : throw new HttpRequestException(HttpRequestError.ConnectionError, "NoCandidate answers any more.");
        }
    }

    private CannedAnswer? Next(string kind)
    {
        var ofKind = answers.Where(answer => answer.Role == kind
            || (kind == Exchange.Download && answer.Role == Exchange.Poll)).ToList();
        if (_requests++ >= MostRequests || ofKind.Count == 0)
        {
            return null;
        }

        var given = _given.GetValueOrDefault(kind);
        _given[kind] = given + 1;
        return ofKind[Math.Min(given, ofKind.Count - 1)];
    }

    private HttpResponseMessage Respond(CannedAnswer answer)
    {
        // The stream is read on other threads: it gets luck of its own.
        var luck = new Random(random?.Next() ?? 0);
        var breaksAt = random is not null && luck.Next(10) == 0 ? luck.Next(answer.Body.Length + 1) : int.MaxValue;
        var cancelsAt = _cancels ? luck.Next(answer.Body.Length + 1) : int.MaxValue;
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new StreamContent(new RaggedStream(answer.Body, luck, breaksAt, Passed)),
        };
        foreach (var (name, value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;

        void Passed(int position)
        {
            if (position >= cancelsAt && !HasCancelled)
            {
                HasCancelled = true;
                caller.Cancel();
            }
        }
    }

    private static string KindOf(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post ? Exchange.Inference
        : request.RequestUri is { Host: "huggingface.co" } hub
            && hub.AbsolutePath.StartsWith("/api/models/", StringComparison.Ordinal)
            && hub.Query.Contains("inferenceProviderMapping", StringComparison.Ordinal) ? Exchange.HubMapping
        : Exchange.Download;
}
