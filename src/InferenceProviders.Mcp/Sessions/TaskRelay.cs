using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Runs calls as tasks where the server does so, below the MCP library, which has no tasks: to the library, such a call
/// is one that takes long. It is begun once; where the connection is lost meanwhile, another session goes on waiting
/// (<see cref="DeliveryTracker.Task"/>).
/// </summary>
/// <param name="support">What the server says about tasks.</param>
/// <param name="requests">Asks the server.</param>
/// <param name="report">Takes progress, as the notification that a server would send.</param>
/// <param name="lifetime">How long the server is to keep a task; null leaves it to the server.</param>
/// <param name="clock">The clock.</param>
internal sealed class TaskRelay(
    TaskSupport support, OwnRequests requests, Action<JsonRpcNotification> report, TimeSpan? lifetime,
    TimeProvider clock)
{
    private const string StatePrefix = "inference_providers.task:";
    private readonly ConcurrentDictionary<string, RunningTask> _asking = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RunningTask> _byToken = new(StringComparer.Ordinal);

    /// <summary>Whether the request is a call that may become a task, or has become one.</summary>
    public bool Handles(JsonRpcRequest request) =>
        request.Method == RequestMethods.ToolsCall
            && (DeliveryTracker.Current?.Task is not null
                || support.MayBecomeTask(AnswerRepair.Text((request.Params as JsonObject)?["name"])));

    /// <summary>Makes the call, and waits for its task if it becomes one.</summary>
    /// <returns>The answer for the library.</returns>
    public async Task<JsonRpcMessageWithId> CallAsync(JsonRpcRequest call, CancellationToken cancellationToken)
    {
        var delivery = DeliveryTracker.Current;
        var parameters = call.Params as JsonObject ?? [];
        var isAnswer = _asking.TryRemove(AnswerRepair.Text(parameters["requestState"]) ?? "", out var task);
        task ??= delivery?.Task;
        if (task is null)
        {
            var own = Prepare(parameters);
            var answer = await BeginAsync(call, own, cancellationToken).ConfigureAwait(false);
            task = RunningTask.From((answer as JsonRpcResponse)?.Result, own);
            if (task is null)
            {
                return answer;
            }

            delivery?.Begin(task);
        }

        var token = (parameters["_meta"] as JsonObject)?["progressToken"]?.ToJsonString();
        if (token is not null)
        {
            _byToken[token] = task;
        }

        try
        {
            var waiting = new TaskWait(this, requests, task, parameters, clock, cancellationToken);
            var end = isAnswer && await waiting.UpdateAsync(parameters["inputResponses"]).ConfigureAwait(false) is
                { } refusal ? refusal
                : task.Form == TaskForm.Offered ? await waiting.ByLookingAsync().ConfigureAwait(false)
                : await waiting.ByAskingAsync().ConfigureAwait(false);
            return end is JsonRpcError error
                ? new JsonRpcError { Id = call.Id, Error = error.Error }
                : new JsonRpcResponse { Id = call.Id, Result = ((JsonRpcResponse)end).Result };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Cancel(task);
            throw;
        }
        finally
        {
            if (token is not null)
            {
                _byToken.TryRemove(token, out _);
            }
        }
    }

    /// <summary>Tells the server that nobody waits for the task any more.</summary>
    public void Cancel(RunningTask task)
    {
        task.IsOver = true;
        requests.Post("tasks/cancel", task.ToParameters());
    }

    /// <summary>Reports progress to the library, as the server would.</summary>
    public void Report(JsonObject progress) => report(
        new JsonRpcNotification { Method = NotificationMethods.ProgressNotification, Params = progress });

    /// <summary>Keeps a task while the library asks the user.</summary>
    /// <returns>What the library gives back with the answers.</returns>
    public string Remember(RunningTask task)
    {
        var state = $"{StatePrefix}{Guid.NewGuid():N}";
        _asking[state] = task;
        return state;
    }

    /// <summary>Takes note of the progress of a task, which the library is told, too.</summary>
    public void OnNotification(JsonRpcNotification notification)
    {
        if (notification.Method == NotificationMethods.ProgressNotification
            && notification.Params is JsonObject progress
            && progress["progressToken"]?.ToJsonString() is { } token && _byToken.TryGetValue(token, out var task))
        {
            task.SeeProgress(progress);
        }
    }

    /// <summary>The parameters of a call that may become a task.</summary>
    private JsonObject Prepare(JsonObject parameters)
    {
        var own = (JsonObject)parameters.DeepClone();
        if (support.Form == TaskForm.Requested)
        {
            own["task"] = lifetime is { } time ? new JsonObject { ["ttl"] = (long)time.TotalMilliseconds } : [];
        }
        else
        {
            var capabilities = Child(Child(own, "_meta"), "io.modelcontextprotocol/clientCapabilities");
            Child(capabilities, "extensions")[TaskSupport.Extension] = new JsonObject();
        }

        return own;
    }

    private async Task<JsonRpcMessageWithId> BeginAsync(
        JsonRpcRequest call, JsonObject parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await requests.AskAsync(
                new JsonRpcRequest { Id = call.Id, Method = call.Method, Params = parameters, Context = call.Context },
                cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The library does so only for what it has sent by then.
            requests.Post(new JsonRpcNotification
            {
                Method = NotificationMethods.CancelledNotification,
                Params = new JsonObject
                {
                    ["requestId"] = call.Id.Id is long number ? number : (JsonNode)call.Id.ToString(),
                },
            });
            throw;
        }
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }
}
