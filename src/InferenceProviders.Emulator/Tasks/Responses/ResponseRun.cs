using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// Works on one request: lists the tools of MCP servers, carries out approvals, lets the model speak, has the MCP tools
/// run that it calls, and lets it speak again, at most five times. A failure of any kind is a response that failed.
/// </summary>
internal sealed class ResponseRun(
    ResponsesRequest request, ResponseWriter writer, ModelTurns model, TimeProvider time, Func<string> newId,
    ResponsesDefects defects)
{
    private const int MostTurns = 5;

    private readonly McpRun _mcp = new(request, writer, time, newId, defects);

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
            await foreach (var data in _mcp.ListAsync(server, cancellationToken).ConfigureAwait(false))
            {
                yield return data;
            }
        }

        foreach (var (requestId, isApproved) in request.Input.Responses)
        {
            await foreach (var data in _mcp.AnswerAsync(requestId, isApproved, cancellationToken).ConfigureAwait(false))
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

    private async IAsyncEnumerable<(JsonObject? Event, bool GoesOn)> TurnAsync(
        int turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = model.Next(turn, request, _mcp.Messages, _mcp.Tools);
        writer.Count(answer.InputTokens, answer.OutputTokens);
        if (defects.HasFlag(ResponsesDefects.RunsCallsAgain) && _mcp.LastRun is { } last
            && (answer.Reasoning.Count > 0 || answer.IsEmpty))
        {
            // Closing the item again runs it again, and asks the model once more.
            await foreach (var data in _mcp.RunAsync(
                last.Item, last.Call, last.Server, cancellationToken).ConfigureAwait(false))
            {
                yield return (data, true);
            }
        }

        if (!answer.IsEmpty)
        {
            _mcp.LastRun = null;
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
            && answer.Calls.All(call => _mcp.Owner(call) is { } server && !server.Approval.Asks(call.Name));
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
        if (_mcp.Owner(call) is { } server && !server.Approval.Asks(call.Name))
        {
            await foreach (var data in McpCallAsync(call, server, isLast, cancellationToken).ConfigureAwait(false))
            {
                yield return data;
            }
        }
        else
        {
            foreach (var data in _mcp.Owner(call) is { } asking ? Ask(call, asking, isLast) : Function(call, isLast))
            {
                yield return data;
            }
        }
    }

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
            _mcp.Remember(call, "");
            yield break;
        }

        await foreach (var data in _mcp.RunAsync(item, call, server, cancellationToken).ConfigureAwait(false))
        {
            yield return data;
        }
    }
}
