using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks;

/// <summary>
/// What a codec can do on its route: send, poll, wait and report, all within the call's deadline. Every URL is checked to be the route's own.
/// </summary>
internal sealed class TaskExchange(Route route, CallContext call, RouterCore core, IProgress<InferenceProgress>? progress)
{
    public Route Route { get; } = route;

    public CallContext Call { get; } = call;

    public CancellationToken Token => Call.Token;

    public InferenceLimits Limits => core.Settings.Limits;

    /// <summary>Who answered last, and under which id.</summary>
    public ResponseInfo Info { get; private set; }

    /// <summary>Posts JSON to a path of the route's and reads the answer to its end.</summary>
    /// <param name="path">Below the route's address; <c>{model}</c> stands for the provider's model id. A query may follow.</param>
    /// <param name="state">What <paramref name="write"/> needs.</param>
    /// <param name="write">Writes the whole body.</param>
    /// <param name="headers">Headers of this request only.</param>
    /// <param name="cancellationToken">A token linked to the call's, where a codec has one of its own.</param>
    public Task<ProviderAnswer> PostJsonAsync<TState>(string path, TState state, Action<Utf8JsonWriter, TState> write, IReadOnlyDictionary<string, string>? headers = null, CancellationToken cancellationToken = default)
    {
        var body = new PooledContent(Limits.RequestBytes);
        var writer = JsonBody.Rent(body);
        write(writer, state);
        JsonBody.Return(writer);
        return SendAsync(HttpMethod.Post, Route.Resolve(path), body, headers, cancellationToken);
    }

    /// <summary>Posts any content to a path of the route's.</summary>
    public Task<ProviderAnswer> PostAsync(string path, HttpContent content, IReadOnlyDictionary<string, string>? headers = null) =>
        SendAsync(HttpMethod.Post, Route.Resolve(path), content, headers);

    /// <summary>Gets a path of the route's, with the route's authorization.</summary>
    public Task<ProviderAnswer> GetAsync(string path, IReadOnlyDictionary<string, string>? headers = null) =>
        SendAsync(HttpMethod.Get, Route.Resolve(path), content: null, headers);

    public async Task<ProviderAnswer> SendAsync(
        HttpMethod method, Uri uri, HttpContent? content, IReadOnlyDictionary<string, string>? headers = null, CancellationToken cancellationToken = default)
    {
        // A codec's own token, when it has one, is linked to the call's.
        var token = cancellationToken.CanBeCanceled ? cancellationToken : Token;
        using var response = await core.Client.SendAsync(Route, method, uri, content, token, headers).ConfigureAwait(false);
        Info = ResponseInfo.From(response);
        var mediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        var limit = mediaType is null || mediaType.EndsWith("json", StringComparison.Ordinal) || mediaType.StartsWith("text/", StringComparison.Ordinal)
            ? Limits.ResponseBytes
            : Limits.DownloadBytes;
        var body = await ResponseBody.ReadAsync(response, limit, token).ConfigureAwait(false);
        return new ProviderAnswer(body, mediaType, uri, Info, Route);
    }

    /// <summary>Waits between polls, by the router's clock.</summary>
    public Task DelayAsync(TimeSpan time) => Task.Delay(time, Call.Clock, Token);

    public void Report(string state, int? queuePosition = null, double? percent = null, string? log = null) =>
        progress?.Report(new InferenceProgress
        {
            State = state,
            Provider = Route.Name,
            QueuePosition = queuePosition,
            Percent = percent,
            Log = log,
            Elapsed = Call.Clock.GetElapsedTime(Call.Started),
        });
}
