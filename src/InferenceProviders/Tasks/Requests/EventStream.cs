using System.Net.ServerSentEvents;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Requests;

/// <summary>
/// The answer to a custom request: the data of its events up to <c>[DONE]</c>, or the whole of an answer that is no
/// stream.
/// </summary>
internal sealed class EventStream : ICallStream<RawJson>
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<RawJson> _events;
    private RawJson? _first;

    private EventStream(HttpResponseMessage response, Attempt attempt)
    {
        _response = response;
        Attempt = attempt;
        Info = ResponseInfo.From(response);
        _events = EventsAsync().GetAsyncEnumerator(attempt.Token);
    }

    public Attempt Attempt { get; }

    public ResponseInfo Info { get; }

    public TimeSpan? TimeToFirstToken { get; private set; }

    /// <summary>Nothing tells the last event from the others.</summary>
    public bool IsLast => false;

    public string? PartialText => null;

    /// <summary>Sends the message and waits for the first event.</summary>
    public static async Task<EventStream> OpenAsync(RouteMessage message, Attempt attempt)
    {
        var stream = new EventStream(await attempt.SendAsync(message, attempt.Token).ConfigureAwait(false), attempt);
        try
        {
            stream._first = await stream.NextAsync().ConfigureAwait(false);
            stream.TimeToFirstToken = stream._first is null ? null : attempt.Call.Deadline.Elapsed;
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask<RawJson?> ReadAsync()
    {
        if (_first is { } first)
        {
            _first = null;
            return new(first);
        }

        return NextAsync();
    }

    public Exception Translate(Exception exception) => Attempt.Translate(exception);

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }

    private async ValueTask<RawJson?> NextAsync() =>
        await _events.MoveNextAsync().ConfigureAwait(false) ? _events.Current : null;

    private async IAsyncEnumerable<RawJson> EventsAsync()
    {
        var limits = Attempt.Call.Settings.Limits;
        var stream = await ResponseBody.OpenAsync(_response, Attempt.Token).ConfigureAwait(false);
        if (_response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            yield return new RawJson(
                await ResponseBody.ReadRestAsync(stream, limits.ResponseBytes, Attempt.Token).ConfigureAwait(false));
            yield break;
        }

        var input = new SseInput(default, stream, limits);
        await foreach (var item in SseParser.Create(input, static (_, data) => data.ToArray()).EnumerateAsync(
            Attempt.Token).ConfigureAwait(false))
        {
            if (item.Data.AsSpan().SequenceEqual("[DONE]"u8))
            {
                yield break;
            }

            var json = new RawJson(item.Data);
            yield return json.Root.At("error") is { ValueKind: not JsonValueKind.Undefined and not JsonValueKind.Null }
                ? throw ErrorFactory.Create(status: null, ErrorBody.Parse(json.Root), Attempt.Route.Source, Info)
                : json;
        }
    }
}
