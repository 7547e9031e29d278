using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>Requests that the MCP library knows nothing of: their answers are taken out of what it reads.</summary>
internal sealed class OwnRequests(ITransport server)
{
    // For a message that nobody waits for. What it is about is over, whether it arrives or not.
    private static readonly TimeSpan PostTimeout = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<RequestId, TaskCompletionSource<JsonRpcMessageWithId>> _open = new();
    private readonly Lock _gate = new();
    private Task _posted = Task.CompletedTask;
    private Exception? _end;

    // The library counts from 1.
    private long _last = 1_000_000_000;

    /// <summary>Sends a request under an id of its own.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer, which may be an error.</returns>
    public Task<JsonRpcMessageWithId> AskAsync(
        string method, JsonObject parameters, CancellationToken cancellationToken) =>
        AskAsync(
            new JsonRpcRequest
            {
                Id = new RequestId(Interlocked.Increment(ref _last)),
                Method = method,
                Params = parameters,
            },
            cancellationToken);

    /// <summary>Sends a request under the id that it has.</summary>
    /// <returns>The answer, which may be an error.</returns>
    public async Task<JsonRpcMessageWithId> AskAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<JsonRpcMessageWithId>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[request.Id] = answer;
        try
        {
            if (_end is { } end)
            {
                throw end;
            }

            // Over HTTP sending lasts until the answer is there, or an event says so without ever ending.
            var sending = server.SendMessageAsync(request, cancellationToken);
            await Task.WhenAny(sending, answer.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!answer.Task.IsCompleted)
            {
                await sending.ConfigureAwait(false);
            }

            _ = sending.ContinueWith(
                static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (McpProtocolException refusal)
        {
            // An error that came under a status of its own.
            return new JsonRpcError
            {
                Id = request.Id,
                Error = new JsonRpcErrorDetail { Code = (int)refusal.ErrorCode, Message = refusal.Message },
            };
        }
        finally
        {
            _open.TryRemove(request.Id, out _);
        }
    }

    /// <summary>Sends a notification without waiting until it is there.</summary>
    public void Post(JsonRpcNotification message) => Post(stop => server.SendMessageAsync(message, stop));

    /// <summary>Sends a request of which nobody waits for the answer.</summary>
    public void Post(string method, JsonObject parameters) => Post(stop => AskAsync(method, parameters, stop));

    /// <summary>Waits for what was posted, as long as it may take.</summary>
    public Task PostedAsync() => _posted;

    /// <summary>Whether the message answers one of these requests, and is not for the library.</summary>
    public bool TryTake(JsonRpcMessage message) =>
        message is JsonRpcResponse or JsonRpcError && message is JsonRpcMessageWithId answer
            && _open.TryRemove(answer.Id, out var waiting) && waiting.TrySetResult(answer);

    /// <summary>The connection is over.</summary>
    public void End(Exception? exception)
    {
        _end = exception ?? new IOException("The connection to the MCP server ended.");
        foreach (var waiting in _open.Values)
        {
            waiting.TrySetException(_end);
        }
    }

    private void Post(Func<CancellationToken, Task> send)
    {
        lock (_gate)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _posted = Task.WhenAll(_posted, Task.Run(() => PostAsync(send)));
            }
        }
    }

    private static async Task PostAsync(Func<CancellationToken, Task> send)
    {
        using var stop = new CancellationTokenSource(PostTimeout);
        await send(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
