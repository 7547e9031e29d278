using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// Works on one request: lists the tools of MCP servers, carries out approvals, lets the model speak, runs the MCP
/// tools that it calls, and lets it speak again, at most five times. A failure of any kind is a response that failed.
/// </summary>
internal sealed class ResponseRun(
    ResponsesRequest request, ResponseWriter writer, ModelTurns model, TimeProvider time, Func<string> newId,
    ResponsesDefects defects)
{
    private const int MostTurns = 5;

    private readonly List<ChatMessage> _messages = [.. request.Messages];
    private readonly List<ToolDefinition> _tools = [.. request.Functions];
    private readonly Dictionary<string, McpServerEntry> _owners = new(StringComparer.Ordinal);
    private (JsonObject Item, ToolCall Call, McpServerEntry Server)? _lastRun;

    public async IAsyncEnumerable<JsonObject> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return writer.Begin("response.created");
        yield return writer.Begin("response.in_progress");
        var events = WorkAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (true)
            {
                JsonObject? failure = null;
                try
                {
                    if (!await events.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (ApiException error)
                {
                    // An upstream's own status stands before its words; what is only text is quoted.
                    failure = writer.Fail(error.Form == ErrorForm.Text ? $"{error.Status} \"{error.Message}\""
                        : $"{error.Status} {error.Message}");
                }
                catch (McpFailure error)
                {
                    failure = writer.Fail(error.Message);
                }

                yield return failure ?? events.Current;
                if (failure is not null)
                {
                    yield break;
                }
            }
        }

        yield return writer.Complete();
    }

    private async IAsyncEnumerable<JsonObject> WorkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var server in request.Servers)
        {
            await foreach (var data in ListAsync(server, cancellationToken).ConfigureAwait(false))
            {
                yield return data;
            }
        }

        foreach (var (requestId, isApproved) in request.Input.Responses)
        {
            await foreach (var data in AnswerAsync(requestId, isApproved, cancellationToken).ConfigureAwait(false))
            {
                yield return data;
            }
        }

        for (var turn = 0; turn < MostTurns; turn++)
        {
            var goesOn = false;
            await foreach (var (data, more) in TurnAsync(turn, cancellationToken).ConfigureAwait(false))
            {
                goesOn |= more;
                if (data is not null)
                {
                    yield return data;
                }
            }

            if (!goesOn)
            {
                break;
            }
        }
    }

    private async IAsyncEnumerable<JsonObject> ListAsync(
        McpServerEntry server, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Input.Listed.TryGetValue(server.Label, out var known))
        {
            Offer(server, (JsonArray)known["tools"]!);
            yield break;
        }

        var item = new JsonObject
        {
            ["id"] = $"mcpl_{newId()}",
            ["type"] = "mcp_list_tools",
            ["server_label"] = server.Label,
            ["tools"] = new JsonArray(),
        };
        yield return writer.Add(item);
        yield return writer.Progress(item, "response.mcp_list_tools.in_progress");
        JsonArray tools;
        McpFailure? failure = null;
        try
        {
            tools = await McpTools.ListAsync(server, time, cancellationToken).ConfigureAwait(false);
        }
        catch (McpFailure exception)
        {
            tools = [];
            failure = exception;
        }

        if (failure is not null)
        {
            yield return writer.Progress(item, "response.mcp_list_tools.failed");
            throw failure;
        }

        item["tools"] = tools;
        yield return writer.Progress(item, "response.mcp_list_tools.completed");
        yield return writer.Done(item);
        Offer(server, tools);
    }

    /// <summary>Names are one space: the last server of a name wins, before functions too.</summary>
    private void Offer(McpServerEntry server, JsonArray tools)
    {
        foreach (var tool in tools)
        {
            var name = (string)tool!["name"]!;
            _owners[name] = server;
            if (server.Allowed is null || server.Allowed.Contains(name))
            {
                _tools.RemoveAll(other => other.Name == name);
                _tools.Add(new(name, (string?)tool["description"] ?? "", tool["input_schema"]?.DeepClone()));
            }
        }
    }

    /// <summary>An approved call is run unless the input has it already.</summary>
    private async IAsyncEnumerable<JsonObject> AnswerAsync(
        string requestId, bool isApproved, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.Input.Requests.TryGetValue(requestId, out var asked))
        {
            throw new McpFailure($"MCP approval request '{requestId}' not found");
        }

        var callId = $"mcp_{requestId.Split('_').ElementAtOrDefault(1)}";
        if (request.Input.CallIds.Contains(callId))
        {
            yield break;
        }

        var call = new ToolCall(callId, asked.Tool, asked.Arguments);
        if (!isApproved)
        {
            Remember(call, "The user did not approve this call.");
            yield break;
        }

        var server = request.Servers.FirstOrDefault(server => server.Label == asked.Server)
            ?? throw new McpFailure("Cannot read properties of undefined (reading 'server_url')");
        var item = new JsonObject
        {
            ["type"] = "mcp_call",
            ["id"] = callId,
            ["name"] = asked.Tool,
            ["server_label"] = asked.Server,
            ["arguments"] = asked.Arguments,
        };
        yield return writer.Add(item);
        yield return writer.About(item, "response.mcp_call.in_progress");
        await foreach (var data in RunAsync(item, call, server, cancellationToken).ConfigureAwait(false))
        {
            yield return data;
        }
    }

    private async IAsyncEnumerable<(JsonObject? Event, bool GoesOn)> TurnAsync(
        int turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = model.Next(turn, request, _messages, _tools);
        writer.Count(answer.InputTokens, answer.OutputTokens);
        if (defects.HasFlag(ResponsesDefects.RunsCallsAgain) && _lastRun is { } last
            && (answer.Reasoning.Count > 0 || answer.IsEmpty))
        {
            // Closing the item again runs it again, and asks the model once more.
            await foreach (var data in RunAsync(
                last.Item, last.Call, last.Server, cancellationToken).ConfigureAwait(false))
            {
                yield return (data, true);
            }
        }

        if (!answer.IsEmpty)
        {
            _lastRun = null;
        }

        if (answer.Reasoning.Count > 0)
        {
            var thought = new JsonObject
            {
                ["id"] = $"rs_{newId()}",
                ["type"] = "reasoning",
                ["status"] = "in_progress",
                ["content"] = new JsonArray(),
                ["summary"] = new JsonArray(),
            };
            foreach (var data in writer.Speak(thought, answer.Reasoning, isClosed: answer.Calls.Count == 0
                || answer.Text.Count > 0))
            {
                yield return (data, false);
            }
        }

        if (answer.Text.Count > 0)
        {
            var message = new JsonObject
            {
                ["id"] = $"msg_{newId()}",
                ["type"] = "message",
                ["role"] = "assistant",
                ["status"] = "in_progress",
                ["content"] = new JsonArray(),
            };
            foreach (var data in writer.Speak(message, answer.Text, isClosed: answer.Calls.Count == 0))
            {
                yield return (data, false);
            }
        }

        var isOurs = answer.Calls.Count > 0
            && answer.Calls.All(call => Owner(call) is { } server && !server.Approval.Asks(call.Name));
        for (var i = 0; i < answer.Calls.Count; i++)
        {
            await foreach (var data in CallAsync(
                answer.Calls[i], isLast: i + 1 == answer.Calls.Count, cancellationToken).ConfigureAwait(false))
            {
                yield return (data, isOurs);
            }
        }
    }

    private async IAsyncEnumerable<JsonObject> CallAsync(
        ToolCall call, bool isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Owner(call) is { } server && !server.Approval.Asks(call.Name))
        {
            await foreach (var data in McpCallAsync(call, server, isLast, cancellationToken).ConfigureAwait(false))
            {
                yield return data;
            }
        }
        else
        {
            foreach (var data in Owner(call) is { } asking ? Ask(call, asking, isLast) : Function(call, isLast))
            {
                yield return data;
            }
        }
    }

    private McpServerEntry? Owner(ToolCall call) =>
        _owners.TryGetValue(call.Name, out var server)
        && (server.Allowed is null || server.Allowed.Contains(call.Name)
            || defects.HasFlag(ResponsesDefects.RunsHiddenTools))
            ? server
            : null;

    private IEnumerable<JsonObject> Function(ToolCall call, bool isLast)
    {
        var item = new JsonObject
        {
            ["type"] = "function_call",
            ["id"] = $"fc_{newId()}",
            ["call_id"] = call.Id,
            ["name"] = call.Name,
            ["arguments"] = "",
        };
        yield return writer.Add(item);
        foreach (var data in writer.Arguments(item, call, "function_call", isLast))
        {
            yield return data;
        }

        if (isLast || !defects.HasFlag(ResponsesDefects.OmitsDone))
        {
            item["status"] = "completed";
            yield return writer.Done(item);
        }
    }

    private IEnumerable<JsonObject> Ask(ToolCall call, McpServerEntry server, bool isLast)
    {
        var item = new JsonObject
        {
            ["id"] = $"mcpr_{newId()}",
            ["type"] = "mcp_approval_request",
            ["name"] = call.Name,
            ["server_label"] = server.Label,
            ["arguments"] = "",
        };
        yield return writer.Add(item);
        item["arguments"] = call.Arguments;
        if (isLast || !defects.HasFlag(ResponsesDefects.OmitsDone))
        {
            yield return writer.Done(item);
        }
    }
    private async IAsyncEnumerable<JsonObject> McpCallAsync(
        ToolCall call, McpServerEntry server, bool isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var item = new JsonObject
        {
            ["type"] = "mcp_call",
            ["id"] = $"mcp_{newId()}",
            ["name"] = call.Name,
            ["server_label"] = server.Label,
            ["arguments"] = "",
        };
        yield return writer.Add(item);
        yield return writer.About(item, "response.mcp_call.in_progress");
        foreach (var data in writer.Arguments(item, call, "mcp_call", isLast))
        {
            yield return data;
        }

        if (!isLast && defects.HasFlag(ResponsesDefects.RunsLastCallOnly))
        {
            Remember(call, "");
            yield break;
        }

        await foreach (var data in RunAsync(item, call, server, cancellationToken).ConfigureAwait(false))
        {
            yield return data;
        }
    }

    private async IAsyncEnumerable<JsonObject> RunAsync(
        JsonObject item, ToolCall call, McpServerEntry server,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string result;
        var isFailed = false;
        try
        {
            result = await McpTools.CallAsync(
                server, call.Name, call.Arguments, time, cancellationToken).ConfigureAwait(false);
            item["output"] = result;
        }
        catch (McpFailure failure)
        {
            item["error"] = failure.Message;
            result = $"Error: {failure.Message}";
            isFailed = true;
        }

        _lastRun = (item, call, server);
        Remember(call, result);
        yield return writer.Progress(item, isFailed ? "response.mcp_call.failed" : "response.mcp_call.completed");
        yield return writer.Done(item);
    }

    /// <summary>Tells the model of a call and its result; a second result takes the place of the first.</summary>
    private void Remember(ToolCall call, string result)
    {
        var results = new ChatMessage("tool", [new TextPart(result)]) { ToolCallId = call.Id };
        var known = _messages.FindIndex(message => message.ToolCallId == call.Id);
        if (known >= 0)
        {
            _messages[known] = results;
            return;
        }

        _messages.Add(new("assistant", []) { ToolCalls = [call] });
        _messages.Add(results);
    }
}
