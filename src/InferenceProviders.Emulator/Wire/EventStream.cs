using System.Text;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Wire;

/// <summary>Writes server-sent events, each flushed by itself.</summary>
internal sealed class EventStream(HttpResponse response, StreamForm form, TimeSpan interval, TimeProvider time)
{
    private int _events;

    public async Task WriteAsync(IEnumerable<JsonObject> events, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        foreach (var @event in events)
        {
            await SendAsync(@event, cancellationToken).ConfigureAwait(false);
        }

        await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for events that have to be worked for.</summary>
    public async Task WriteAsync(IAsyncEnumerable<JsonObject> events, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var @event in events.ConfigureAwait(false))
        {
            await SendAsync(@event, cancellationToken).ConfigureAwait(false);
        }

        await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = form.ContentType;
        response.Headers.CacheControl = "no-cache";
        if (form.KeepAlive is { } comment)
        {
            await SendAsync($"{comment}{form.LineEnd}{form.LineEnd}", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(JsonObject @event, CancellationToken cancellationToken)
    {
        if (interval > TimeSpan.Zero)
        {
            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
        }

        await SendAsync(Frame(@event.ToWire()), cancellationToken).ConfigureAwait(false);
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (form.Done)
        {
            await SendAsync(
                $"{form.DataPrefix}[DONE]{form.LineEnd}{form.LineEnd}", cancellationToken).ConfigureAwait(false);
        }
    }

    private string Frame(string json)
    {
        var text = new StringBuilder(json.Length + 32);
        if (_events++ == 1 && form.KeepAlive is { } comment)
        {
            text.Append(comment).Append(form.LineEnd).Append(form.LineEnd);
        }

        if (form.EventLines)
        {
            text.Append("id: ").Append(_events).Append(form.LineEnd).Append("event: message").Append(form.LineEnd);
        }

        return text.Append(form.DataPrefix).Append(json).Append(form.LineEnd).Append(form.LineEnd).ToString();
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
