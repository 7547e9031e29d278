using System.Text.Json;
using InferenceProviders.Diagnostics;
using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Tasks;

/// <summary>
/// What a codec can do on its route: send, wait and report, all within the call's deadline. Every URL is checked
/// to be the route's own.
/// </summary>
internal sealed class TaskExchange(
    Attempt attempt, MediaDownloader downloads, IProgress<InferenceProgress>? progress, JobRun job = default)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private ProviderAnswer? _submitted;

    public Route Route { get; } = RouteOf(attempt.Route, job.Ticket);

    /// <summary>What the call does about a job that the provider queues.</summary>
    public JobRun Job => job;

    public CancellationToken Token => attempt.Token;

    /// <summary>Who pays for the call, in place of the settings' organization; null for that one.</summary>
    private string? BillTo => attempt.Call.Routing.BillTo;

    /// <summary>The router's clock.</summary>
    public TimeProvider Clock => attempt.Call.Clock;

    public Deadline Deadline => attempt.Call.Deadline;

    /// <summary>Fetches from public addresses; see <see cref="TaskExchangeMedia"/>.</summary>
    public MediaDownloader Downloads => downloads;

    public InferenceLimits Limits => attempt.Call.Settings.Limits;

    public InferenceTimeouts Timeouts => attempt.Call.Settings.Timeouts;

    /// <summary>What it means when a stream is silent for too long; null where none is read.</summary>
    public string? Stalled { get; set; }

    /// <summary>
    /// Whether the route refused the request with its optional parts, so that it is sent without them.
    /// </summary>
    public bool LeavesOutOptionalParts => attempt.LeavesOutOptionalParts;

    /// <summary>
    /// Gets the files that answers have inside JSON, while they arrive
    /// (<see cref="ProviderAnswer.Decode(string, MediaKind)"/>); null to leave them there.
    /// </summary>
    public InlineFiles? Files { get; set; }

    /// <summary>Who answered last, and under which id.</summary>
    public ResponseInfo Info { get; private set; }

    /// <summary>The provider's id of the job that was queued; null when none was.</summary>
    public string? JobId { get; set; }

    /// <summary>Posts JSON to a path of the route's and reads the answer to its end.</summary>
    /// <param name="path">
    /// Below the route's address; <c>{model}</c> stands for the provider's model id. A query may follow.
    /// </param>
    /// <param name="state">What <paramref name="write"/> needs.</param>
    /// <param name="write">Writes the whole body.</param>
    /// <param name="headers">Headers of this request only.</param>
    /// <param name="route">Another address of the same provider's, in place of the task's route.</param>
    /// <param name="cancellationToken">A token linked to the call's, where a codec has one of its own.</param>
    public Task<ProviderAnswer> PostJsonAsync<TState>(
        string path, TState state, Action<Utf8JsonWriter, TState> write,
            IReadOnlyDictionary<string, string>? headers = null, Route? route = null,
        CancellationToken cancellationToken = default)
    {
        return SendAsync(
            HttpMethod.Post, (route ?? Route).Resolve(path), Json(state, write), headers, route, cancellationToken);
    }

    /// <summary>
    /// Posts JSON, and reads the answer from a buffer that is used again: for large answers. Nothing of the
    /// <see cref="ProviderAnswer"/> may be kept.
    /// </summary>
    /// <param name="path">Below the route's address.</param>
    /// <param name="state">What <paramref name="write"/> and <paramref name="read"/> need.</param>
    /// <param name="write">Writes the whole body.</param>
    /// <param name="read">Makes the result.</param>
    /// <param name="cancellationToken">The call's token, or one linked to it.</param>
    public async Task<TResult> PostJsonAsync<TState, TResult>(
        string path, TState state, Action<Utf8JsonWriter, TState> write, Func<ProviderAnswer, TState, TResult> read,
            CancellationToken cancellationToken)
    {
        var uri = Route.Resolve(path);
        using var response = await attempt.Client.SendAsync(
            Route, BillTo, HttpMethod.Post, uri, Json(state, write), cancellationToken).ConfigureAwait(false);
        Info = ResponseInfo.From(response);
        using var body = await ResponseBody.ReadPooledAsync(
            response, Limits.ResponseBytes, cancellationToken).ConfigureAwait(false);
        return read(new ProviderAnswer(body.Bytes, MediaType(response), uri, Info, Route), state);
    }

    /// <summary>Posts JSON, and reads the answer while it arrives: for answers of many megabytes.</summary>
    /// <param name="path">Below the route's address.</param>
    /// <param name="state">What <paramref name="write"/> and <paramref name="open"/> need.</param>
    /// <param name="write">Writes the whole body.</param>
    /// <param name="open">Makes the reader. The answer that it gets has no body; it is there for errors.</param>
    /// <param name="cancellationToken">The call's token, or one linked to it.</param>
    /// <param name="route">Another address of the same provider's, in place of the task's route.</param>
    public async Task<TResult> PostJsonForPartsAsync<TState, TResult>(
        string path, TState state, Action<Utf8JsonWriter, TState> write,
            Func<ProviderAnswer, TState, IPartReader<TResult>> open, CancellationToken cancellationToken,
        Route? route = null)
    {
        route ??= Route;
        var uri = route.Resolve(path);
        using var response = await attempt.Client.SendAsync(
            route, BillTo, HttpMethod.Post, uri, Json(state, write), cancellationToken).ConfigureAwait(false);
        Info = ResponseInfo.From(response);
        var reader = open(new ProviderAnswer(default, MediaType(response), uri, Info, route), state);
        return await ResponseBody.ReadPartsAsync(
            response, Limits.ResponseBytes, reader, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Posts any content to a path of the route's.</summary>
    public Task<ProviderAnswer> PostAsync(
        string path, HttpContent content, IReadOnlyDictionary<string, string>? headers = null) =>
        SendAsync(HttpMethod.Post, Route.Resolve(path), content, headers);

    /// <summary>
    /// Posts to a path of the route's, and returns when the headers of a successful response are there, whose body is
    /// read while it arrives.
    /// </summary>
    /// <param name="path">Below the route's address.</param>
    /// <param name="content">The body.</param>
    /// <param name="optionalWord">
    /// A word that a refusal of what asks for a stream has in it: the request is then sent once more without. Null
    /// where nothing is optional.
    /// </param>
    /// <param name="route">Another address of the same provider's, in place of the task's route.</param>
    public async Task<HttpResponseMessage> OpenAsync(
        string path, HttpContent content, string? optionalWord, Route? route = null)
    {
        var message = new RouteMessage((route ?? Route).Resolve(path), content)
        {
            HasOptionalParts = optionalWord is not null,
            OptionalPartsWord = optionalWord,
        };
        var response = await attempt.SendAsync(message, Token).ConfigureAwait(false);
        Info = ResponseInfo.From(response);
        return response;
    }

    /// <summary>An answer whose body was read elsewhere.</summary>
    public ProviderAnswer Answer(HttpResponseMessage response, ReadOnlyMemory<byte> body) =>
        new(body, MediaType(response), response.RequestMessage?.RequestUri ?? Route.BaseAddress, Info, Route);

    /// <summary>A body in JSON, for <see cref="OpenAsync"/>.</summary>
    public HttpContent JsonContent(WireBody body) => Json(body, static (writer, body) => body.WriteTo(writer));

    /// <summary>Gets a path of the route's, with the route's authorization.</summary>
    public Task<ProviderAnswer> GetAsync(string path, IReadOnlyDictionary<string, string>? headers = null) =>
        SendAsync(HttpMethod.Get, Route.Resolve(path), content: null, headers);

    /// <summary>Sends to a URL on the host of the route, and reads the answer to its end.</summary>
    public async Task<ProviderAnswer> SendAsync(
        HttpMethod method, Uri uri, HttpContent? content, IReadOnlyDictionary<string, string>? headers = null,
            Route? route = null,
        CancellationToken cancellationToken = default)
    {
        route ??= Route;
        CheckHost(uri, route);
        if (method == HttpMethod.Post && _submitted is null && job.Ticket is { } ticket)
        {
            // It was submitted by an earlier call, which left what was answered.
            content?.Dispose();
            Commit();
            return _submitted = new ProviderAnswer(ticket.Answer, "application/json", ticket.Uri, Info, route);
        }

        var token = cancellationToken.CanBeCanceled ? cancellationToken : Token;
        using var response = await attempt.Client.SendAsync(
            route, BillTo, method, uri, content, token, headers).ConfigureAwait(false);
        Info = ResponseInfo.From(response);
        var answer = await ReadAsync(response, uri, route, token).ConfigureAwait(false);
        if (method == HttpMethod.Post)
        {
            _submitted = answer;
        }

        return answer;
    }

    /// <summary>The token of the job that was submitted, or that the call went on with.</summary>
    public ResponseContinuationToken ContinuationToken() => JobTicket.Write(Route, _submitted!);

    /// <summary>
    /// The path of a URL that an answer named, below the address that this route calls: whatever host the body says,
    /// polls and results are asked for where the job was submitted.
    /// </summary>
    /// <exception cref="InferenceException">It is not a URL.</exception>
    public Uri OwnUrl(string url, Route? route = null)
    {
        route ??= Route;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var named)
            || (named.Scheme != Uri.UriSchemeHttps && named.Scheme != Uri.UriSchemeHttp))
        {
            throw route.Error(
                InferenceErrorKind.Protocol, $"{route.Name} returned an invalid URL: '{Validate.Printable(url)}'.");
        }

        var root = route.BaseAddress.AbsolutePath.TrimEnd('/');
        var isBelow = named.Authority == route.BaseAddress.Authority && root.Length > 0
            && named.AbsolutePath.StartsWith(root + '/', StringComparison.Ordinal);
        return RouteGuard.Resolve(route.BaseAddress, isBelow ? named.AbsolutePath[root.Length..]
            : named.AbsolutePath, route.ProviderModel);
    }

    /// <summary>What an exception means for the call.</summary>
    public Exception Translate(Exception exception) => attempt.Translate(exception);

    /// <summary>From here on no failure leads to another attempt: what was started runs and is billed.</summary>
    public void Commit() => attempt.Call.Log.Commit();

    /// <summary>
    /// Waits between polls, by the router's clock. A provider may ask for centuries, which no timer holds: the call
    /// ends before.
    /// </summary>
    public Task DelayAsync(TimeSpan time) =>
        time <= TimeSpan.Zero
            ? Task.CompletedTask
            : Task.Delay(time < LongestDelay ? time : LongestDelay, attempt.Call.Clock, Token);

    /// <summary>Tells the provider that nobody waits for a job any more. Nobody waits for this either.</summary>
    public void Abandon(HttpMethod method, Uri uri) => _ = AbandonAsync(method, uri);

    public void Report(string state, int? queuePosition = null, double? percent = null, string? log = null) =>
        progress?.Report(new InferenceProgress
        {
            State = state,
            Provider = Route.Name,
            QueuePosition = queuePosition,
            Percent = percent,
            Log = log,
            Elapsed = attempt.Call.Deadline.Elapsed,
        });

    /// <summary>The route; with the key that the job is on, where there are several.</summary>
    /// <exception cref="InferenceException">The job is on another account.</exception>
    private static Route RouteOf(Route route, JobTicket? ticket) =>
        ticket is null || ticket.IsOf(route) ? route
        : route.Keys?.Routes.FirstOrDefault(ticket.IsOf) ?? throw route.Error(
            InferenceErrorKind.InvalidRequest,
            $"The continuation token belongs to a job on another account of {route.Name}, or was modified.",
            stage: FailureStage.Check);

    private async Task<ProviderAnswer> ReadAsync(
        HttpResponseMessage response, Uri uri, Route route, CancellationToken cancellationToken)
    {
        var mediaType = MediaType(response);
        var isText = mediaType is null || mediaType.EndsWith("json", StringComparison.Ordinal)
            || mediaType.StartsWith("text/", StringComparison.Ordinal);
        if (Files is { } files && mediaType?.EndsWith("json", StringComparison.Ordinal) is true)
        {
            var json = await ResponseBody.ReadPartsAsync(
                response, Limits.ResponseBytes, new InlineFileReader(files, ResponseBody.LengthOf(response)),
                cancellationToken).ConfigureAwait(false);
            return new ProviderAnswer(json, files, mediaType, uri, Info, route);
        }

        var body = await ResponseBody.ReadAsync(
            response, isText ? Limits.ResponseBytes : Limits.DownloadBytes, cancellationToken).ConfigureAwait(false);
        return new ProviderAnswer(body, mediaType, uri, Info, route);
    }

    private PooledContent Json<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var body = new PooledContent(Limits.RequestBytes);
        var writer = JsonBody.Rent(body);
        write(writer, state);
        JsonBody.Return(writer);
        return body;
    }

    /// <summary>The media type without parameters, in lower case; null when the response has none.</summary>
    public static string? MediaType(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();

    private async Task AbandonAsync(HttpMethod method, Uri uri)
    {
        // The call's own token has ended: that is why the job is abandoned. Nobody waits for this, and a job that goes
        // on is paid for: a slow provider has its time.
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20), attempt.Call.Clock);
        try
        {
            CheckHost(uri, Route);
            using var response = await attempt.Client.SendAsync(
                Route, BillTo, method, uri, content: null, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is InferenceException or OperationCanceledException or ObjectDisposedException)
        {
            Log.JobNotCancelled(
                attempt.Call.Settings.LoggerFactory.CreateLogger("InferenceProviders.Jobs"), Route.Name, Route.Model,
                exception.Message);
        }
    }

    private static void CheckHost(Uri uri, Route route)
    {
        if (!uri.GetLeftPart(UriPartial.Authority).Equals(
            route.BaseAddress.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
        {
            throw route.Error(
                InferenceErrorKind.Protocol,
                    $"{route.Name} returned a URL on the host '{Validate.Printable(uri.Authority)}', which is not its "
                    + $"own; it was not called.");
        }
    }
}
