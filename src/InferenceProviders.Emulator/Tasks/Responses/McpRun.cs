using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// The MCP servers of one request: lists their tools, carries out approvals, runs calls, and keeps what the model is
/// told of them.
/// </summary>
internal sealed class McpRun(
    ResponsesRequest request, ResponseWriter writer, TimeProvider time, Func<string> newId, ResponsesDefects defects)
{
    private readonly Dictionary<string, McpServerEntry> _owners = new(StringComparer.Ordinal);

    /// <summary>The conversation as the model sees it, with the results so far.</summary>
    public List<ChatMessage> Messages { get; } = [.. request.Messages];

    /// <summary>The request's functions, and the tools that servers listed.</summary>
    public List<ToolDefinition> Tools { get; } = [.. request.Functions];

    /// <summary>The call that was run last; null when there was none since the model last spoke.</summary>
    public (JsonObject Item, ToolCall Call, McpServerEntry Server)? LastRun { get; set; }

    public async IAsyncEnumerable<JsonObject> ListAsync(
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
                Tools.RemoveAll(other => other.Name == name);
                Tools.Add(new(name, (string?)tool["description"] ?? "", tool["input_schema"]?.DeepClone()));
            }
        }
    }

    /// <summary>An approved call is run unless the input has it already.</summary>
    public async IAsyncEnumerable<JsonObject> AnswerAsync(
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

    public McpServerEntry? Owner(ToolCall call) =>
        _owners.TryGetValue(call.Name, out var server)
        && (server.Allowed is null || server.Allowed.Contains(call.Name)
            || defects.HasFlag(ResponsesDefects.RunsHiddenTools))
            ? server
            : null;

    public async IAsyncEnumerable<JsonObject> RunAsync(
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

        LastRun = (item, call, server);
        Remember(call, result);
        yield return writer.Progress(item, isFailed ? "response.mcp_call.failed" : "response.mcp_call.completed");
        yield return writer.Done(item);
    }

    /// <summary>Tells the model of a call and its result; a second result takes the place of the first.</summary>
    public void Remember(ToolCall call, string result)
    {
        var results = new ChatMessage("tool", [new TextPart(result)]) { ToolCallId = call.Id };
        var known = Messages.FindIndex(message => message.ToolCallId == call.Id);
        if (known >= 0)
        {
            Messages[known] = results;
            return;
        }

        Messages.Add(new("assistant", []) { ToolCalls = [call] });
        Messages.Add(results);
    }
}
