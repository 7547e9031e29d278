using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>Waits for one task, as its server wants to be asked for it.</summary>
/// <param name="relay">Takes what comes meanwhile.</param>
/// <param name="requests">Asks the server.</param>
/// <param name="task">The task.</param>
/// <param name="call">The parameters of the call.</param>
/// <param name="clock">The clock.</param>
/// <param name="cancellationToken">Gives up waiting.</param>
internal sealed class TaskWait(
    TaskRelay relay, OwnRequests requests, RunningTask task, JsonObject call, TimeProvider clock,
    CancellationToken cancellationToken)
{
    private const int InvalidParams = -32602;

    // A server that cannot say how its task is doing may be busy once, but not for ever.
    private const int MaxFailedLooks = 3;
    private int _failedLooks;

    /// <summary>
    /// Looks at the task from time to time: its end is in its state, and so are questions to the user.
    /// </summary>
    public async Task<JsonRpcMessageWithId> ByLookingAsync()
    {
        while (true)
        {
            if (await LookAsync().ConfigureAwait(false) is { } state)
            {
                switch (AnswerRepair.Text(state["status"]))
                {
                    case "completed":
                        return Over(new JsonRpcResponse { Result = state["result"]?.DeepClone() });

                    case "failed":
                        return Over(Failed(state["error"] as JsonObject));

                    case "cancelled":
                        return Over(Canceled(state));

                    case "input_required" when Questions(state) is { Count: > 0 } questions:
                        return Ask(questions);
                }
            }

            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Asks for the result, which the server answers at the end, and looks at the task meanwhile. What the server
    /// wants of the user comes on the way of that answer.
    /// </summary>
    public async Task<JsonRpcMessageWithId> ByAskingAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<JsonRpcMessageWithId>? result = null;
        try
        {
            var waits = true;
            var isEnd = false;
            while (true)
            {
                if (waits || isEnd)
                {
                    result ??= requests.AskAsync("tasks/result", task.ToParameters(), stop.Token);
                }

                var pause = PauseAsync(stop.Token);
                if (result is not null && await Task.WhenAny(result, pause).ConfigureAwait(false) == result)
                {
                    var answer = await AnswerAsync(result).ConfigureAwait(false);
                    result = null;
                    if (answer is JsonRpcResponse)
                    {
                        return Over(answer);
                    }

                    // The tool's own error, that of a server that does not wait, or a proxy that did not.
                    var then = await LookAsync().ConfigureAwait(false);
                    switch (AnswerRepair.Text(then?["status"]))
                    {
                        case "cancelled":
                            return Over(Canceled(then!));

                        case "completed" or "failed" when answer is not null:
                            return Over(answer);
                    }

                    waits = false;
                }

                await pause.ConfigureAwait(false);
                if (await LookAsync().ConfigureAwait(false) is { } state)
                {
                    var status = AnswerRepair.Text(state["status"]);
                    if (status == "cancelled")
                    {
                        return Over(Canceled(state));
                    }

                    isEnd = status is "completed" or "failed" or "input_required";
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            if (result is not null)
            {
                await ((Task)result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Gives the server what it asked for.</summary>
    /// <returns>Its refusal; null when it takes the answers.</returns>
    public async Task<JsonRpcMessageWithId?> UpdateAsync(JsonNode? responses)
    {
        var parameters = task.ToParameters();
        parameters["inputResponses"] = responses?.DeepClone() ?? new JsonObject();
        var answer = await requests.AskAsync(
            "tasks/update", parameters, cancellationToken).ConfigureAwait(false);
        if (answer is JsonRpcError)
        {
            relay.Cancel(task);
            return answer;
        }

        task.Answered.UnionWith((responses as JsonObject ?? []).Select(static response => response.Key));
        return null;
    }

    /// <returns>The answer; null when the connection broke on which it was to come.</returns>
    private async Task<JsonRpcMessageWithId?> AnswerAsync(Task<JsonRpcMessageWithId> result)
    {
        try
        {
            return await result.ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or McpException
            && !cancellationToken.IsCancellationRequested)
        {
            // Requests that last long are cut by proxies. Whether more is lost, the next look shows.
            return null;
        }
    }

    /// <returns>The task's state; null when the server does not say it this time.</returns>
    /// <exception cref="McpException">The server does not have the task, or does not say so.</exception>
    private async Task<JsonObject?> LookAsync()
    {
        var answer = await requests.AskAsync(
            "tasks/get", task.ToParameters(), cancellationToken).ConfigureAwait(false);
        if (answer is JsonRpcResponse { Result: JsonObject state })
        {
            _failedLooks = 0;
            if (task.See(state) is { } progress
                && (call["_meta"] as JsonObject)?["progressToken"]?.DeepClone() is { } token)
            {
                progress["progressToken"] = token;
                relay.Report(progress);
            }

            return state;
        }

        var error = (answer as JsonRpcError)?.Error;
        if (error?.Code is InvalidParams or (int)McpErrorCode.MethodNotFound || ++_failedLooks == MaxFailedLooks)
        {
            task.IsOver = true;
            throw new McpException(
                $"the server does not report the state of the task that runs it ({error?.Message ?? "no state"})");
        }

        return null;
    }

    private Task PauseAsync(CancellationToken stop) => Task.Delay(task.Interval, clock, stop);

    private JsonRpcMessageWithId Over(JsonRpcMessageWithId end)
    {
        task.IsOver = true;
        return end;
    }

    private JsonObject Questions(JsonObject state) =>
        new((state["inputRequests"] as JsonObject ?? []).Where(question => !task.Answered.Contains(question.Key))
            .Select(static question => KeyValuePair.Create(question.Key, question.Value?.DeepClone())));

    /// <summary>Lets the library ask, as for a call that needs input; it makes the call again with answers.</summary>
    private JsonRpcResponse Ask(JsonObject questions)
    {
        var state = relay.Remember(task);
        return new JsonRpcResponse
        {
            Result = new JsonObject
            {
                ["resultType"] = "input_required",
                ["inputRequests"] = questions,
                ["requestState"] = state,
            },
        };
    }

    private static JsonRpcError Failed(JsonObject? error) => new()
    {
        Error = new JsonRpcErrorDetail
        {
            Code = error?["code"] is JsonValue code && code.TryGetValue(out int number)
                ? number
                : (int)McpErrorCode.InternalError,
            Message = AnswerRepair.Text(error?["message"]) ?? "The task failed, and the server does not say why.",
        },
    };

    private static JsonRpcResponse Canceled(JsonObject state) => new()
    {
        Result = new JsonObject
        {
            ["content"] = new JsonArray(new JsonObject
            {
                ["type"] = "text",
                ["text"] = AnswerRepair.Text(state["statusMessage"]) is { Length: > 0 } reason
                    ? $"The server canceled the call before it was done: {reason}"
                    : "The server canceled the call before it was done.",
            }),
            ["isError"] = true,
        },
    };
}
