using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Responses.Intent;

/// <summary>From a recorded tool to the tool of Microsoft.Extensions.AI.</summary>
internal static class ToolReader
{
    public static AITool Read(JsonElement tool) => TextOf(tool, "type") switch
    {
        "function" => new Declaration(tool),
        "mcp" => Server(tool),
        "web_search" or "web_search_preview" => new HostedWebSearchTool(),
        "code_interpreter" => new HostedCodeInterpreterTool(),
        "file_search" => new HostedFileSearchTool(),
        "image_generation" => new HostedImageGenerationTool(),
        var type => throw new InexpressibleException($"the tool type {type}"),
    };

    private static HostedMcpServerTool Server(JsonElement tool)
    {
        var label = TextOf(tool, "server_label") ?? throw new InexpressibleException("an MCP server without a label");
        var address = TextOf(tool, "server_url") ?? TextOf(tool, "connector_id")
            ?? throw new InexpressibleException("an MCP server without an address");
        var server = new HostedMcpServerTool(label, address)
        {
            ServerDescription = TextOf(tool, "server_description"),
            AllowedTools = Names(tool, "allowed_tools"),
            ApprovalMode = Approval(tool),
        };
        if (tool.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
        {
            server.Headers = headers.EnumerateObject()
                .ToDictionary(header => header.Name, header => header.Value.GetString()!);
        }

        if (TextOf(tool, "authorization") is { } token)
        {
            (server.Headers ??= new Dictionary<string, string>())["Authorization"] = $"Bearer {token}";
        }

        return server;
    }

    private static List<string>? Names(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : value.ValueKind == JsonValueKind.Object && value.EnumerateObject()
                .All(field => field.Name == "tool_names") ? Names(value, "tool_names")
            : throw new InexpressibleException($"{name} {value}");
    }

    private static HostedMcpServerToolApprovalMode? Approval(JsonElement tool)
    {
        if (!tool.TryGetProperty("require_approval", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object
            ? HostedMcpServerToolApprovalMode.RequireSpecific(Names(value, "always")!, Names(value, "never")!)
            : value.GetString() switch
            {
                "always" => HostedMcpServerToolApprovalMode.AlwaysRequire,
                "never" => HostedMcpServerToolApprovalMode.NeverRequire,
                var mode => throw new InexpressibleException($"require_approval {mode}"),
            };
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A function that the model may call and that nobody runs here.</summary>
    private sealed class Declaration(JsonElement tool) : AIFunctionDeclaration
    {
        public override string Name { get; } = TextOf(tool, "name")
            ?? throw new InexpressibleException("a function without a name");

        public override string Description { get; } = TextOf(tool, "description") ?? "";

        public override JsonElement JsonSchema { get; } = tool.TryGetProperty("parameters", out var schema)
            && schema.ValueKind == JsonValueKind.Object
            ? schema
            : throw new InexpressibleException("a function without a schema");

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            tool.TryGetProperty("strict", out var strict) && strict.ValueKind is JsonValueKind.True
                or JsonValueKind.False
                ? new Dictionary<string, object?> { ["strict"] = strict.GetBoolean() }
                : new Dictionary<string, object?>();
    }
}
