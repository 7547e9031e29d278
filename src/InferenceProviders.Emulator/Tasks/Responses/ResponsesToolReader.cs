using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// Reads the tools: functions and MCP servers, and how a response repeats them, secrets in headers included.
/// </summary>
internal sealed class ResponsesToolReader(Schema schema)
{
    public (IReadOnlyList<ToolDefinition> Functions, IReadOnlyList<McpServerEntry> Servers, JsonArray Echo) Read(
        JsonObject json)
    {
        var functions = new List<ToolDefinition>();
        var servers = new List<McpServerEntry>();
        var echo = new JsonArray();
        if (!json.TryGetPropertyValue("tools", out var tools))
        {
            return (functions, servers, echo);
        }

        if (tools is not JsonArray list)
        {
            schema.Type("array", Schema.Name(tools), "tools");
            return (functions, servers, echo);
        }

        for (var i = 0; i < list.Count; i++)
        {
            switch (list[i] is JsonObject tool ? (string?)tool["type"] : null)
            {
                case "function" when Function((JsonObject)list[i]!) is { } function:
                    functions.Add(function);
                    echo.Add(Echo(function, (JsonObject)list[i]!));
                    break;

                case "mcp" when Server((JsonObject)list[i]!) is { } server:
                    servers.Add(server);
                    echo.Add(Echo((JsonObject)list[i]!));
                    break;

                default:
                    schema.NoneFits("tools", i);
                    break;
            }
        }

        return (functions, servers, echo);
    }

    private static ToolDefinition? Function(JsonObject tool) =>
        Text(tool, "name") is { } name && tool["parameters"] is JsonObject parameters && IsText(tool, "description")
        && (!tool.TryGetPropertyValue("strict", out var strict)
            || strict?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            ? new(name, Text(tool, "description") ?? "", parameters.DeepClone())
            : null;

    private static McpServerEntry? Server(JsonObject tool)
    {
        if (Text(tool, "server_label") is not { } label || Text(tool, "server_url") is not { } url
            || !Allowed(tool, out var allowed) || !Approval(tool, out var approval))
        {
            return null;
        }

        var headers = new Dictionary<string, string>();
        if (tool["headers"] is JsonObject sent)
        {
            foreach (var (name, value) in sent)
            {
                if (value?.GetValueKind() != JsonValueKind.String)
                {
                    return null;
                }

                headers[name] = value.GetValue<string>();
            }
        }

        // An address that is none is found out when the server is asked.
        return new(label, Uri.TryCreate(url, UriKind.Absolute, out var address) ? address
            : null, headers, allowed, approval);
    }

    /// <summary>A list, a list under <c>tool_names</c>, or null; empty means all.</summary>
    private static bool Allowed(JsonObject tool, out IReadOnlyList<string>? allowed)
    {
        allowed = null;
        if (!tool.TryGetPropertyValue("allowed_tools", out var value) || value is null)
        {
            return true;
        }

        var names = Names(value is JsonObject filter ? filter["tool_names"] : value);
        allowed = names is { Count: > 0 } ? names : null;
        return names is not null;
    }

    private static bool Approval(JsonObject tool, out ApprovalPolicy policy)
    {
        policy = new(true, new HashSet<string>());
        if (!tool.TryGetPropertyValue("require_approval", out var value))
        {
            return true;
        }

        switch (value)
        {
            case JsonValue text when text.TryGetValue<string>(out var word):
                policy = new(word == "always", new HashSet<string>());
                return word is "always" or "never";

            case JsonObject lists:
                var never = lists["never"] is JsonObject filter ? Names(filter["tool_names"]) : null;
                policy = new(true, (never ?? []).ToHashSet());
                return true;

            default:
                return false;
        }
    }

    private static IReadOnlyList<string>? Names(JsonNode? value) =>
        value is JsonArray list && list.All(item => item?.GetValueKind() == JsonValueKind.String)
            ? [.. list.Select(item => item!.GetValue<string>())]
            : null;

    private static JsonObject Echo(ToolDefinition function, JsonObject tool) => new()
    {
        ["name"] = function.Name,
        ["parameters"] = function.Schema?.DeepClone(),
        ["strict"] = tool["strict"]?.DeepClone() ?? false,
        ["type"] = "function",
        ["description"] = tool["description"]?.DeepClone(),
    };

    private static JsonObject Echo(JsonObject tool) => new()
    {
        ["server_label"] = tool["server_label"]!.DeepClone(),
        ["server_url"] = tool["server_url"]!.DeepClone(),
        ["type"] = "mcp",
        ["allowed_tools"] = tool["allowed_tools"]?.DeepClone(),
        ["headers"] = tool["headers"]?.DeepClone(),
        ["require_approval"] = tool["require_approval"]?.DeepClone() ?? "always",
    };

    private static string? Text(JsonObject json, string name) =>
        json[name]?.GetValueKind() == JsonValueKind.String ? json[name]!.GetValue<string>() : null;

    private static bool IsText(JsonObject json, string name) => !json.ContainsKey(name) || Text(json, name) is not null;
}
