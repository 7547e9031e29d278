using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes tools: functions in the flat form of the Responses API, MCP servers, and what the server runs itself.
/// </summary>
internal static class ResponsesToolWriter
{
    /// <summary>Writes the tools, those of a namespace inside it.</summary>
    public static void Write(Utf8JsonWriter writer, IList<AITool> tools, bool? strict, Route route)
    {
        var search = ToolSearch.Of(tools);
        var hasSearch = false;
        foreach (var tool in tools)
        {
            // One search is all that a request may have: what each defers is on the tools themselves.
            var isSecond = tool is HostedToolSearchTool && hasSearch;
            hasSearch |= tool is HostedToolSearchTool;
            if (!isSecond && search?.IsInNamespace(tool) is not true)
            {
                Write(writer, tool, strict, route, search?.IsDeferred(tool) is true);
            }
        }

        foreach (var space in search?.Namespaces ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "namespace"u8);
            writer.WriteString("name"u8, space.Name);
            if (!string.IsNullOrEmpty(space.Description))
            {
                writer.WriteString("description"u8, space.Description);
            }

            writer.WriteStartArray("tools"u8);
            foreach (var tool in space.Tools)
            {
                Write(writer, tool, strict, route, isDeferred: true);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, AITool tool, bool? strict, Route route, bool isDeferred)
    {
        switch (tool)
        {
            case HostedMcpServerTool server:
                WriteServer(writer, server, route, isDeferred);
                break;

            case AIFunctionDeclaration function:
                var dialect = route.Provider.Responses!;
                var flag = StrictFlag.Of(function, strict) ?? (dialect.FunctionsAreStrictUnlessTold ? false : null);
                var form = FunctionForms.Of(function, dialect.SchemaRules, flag, isNested: false);
                writer.WriteRawValue(isDeferred ? Deferred(form) : form, skipInputValidation: true);
                break;

            case not null when HostedToolKind.Of(tool) is not HostedTools.None and var kind
                && route.Provider.Responses!.HostedTools.HasFlag(kind):
                HostedToolWriter.Write(writer, tool);
                break;

            default:
                throw Unsupported(
                    $"The tool '{tool!.Name}' ({tool.GetType().Name}) cannot be sent with the Responses API of "
                    + $"{route.Speaker}: it takes {Known(route.Provider.Responses!)}.",
                    route);
        }
    }

    /// <summary>A function's object with one field more.</summary>
    private static byte[] Deferred(byte[] form) => [.. form.AsSpan(..^1), .. ",\"defer_loading\":true}"u8];

    private static string Known(ResponsesDialect dialect) =>
        dialect.HostedTools == HostedTools.None
            ? "functions and HostedMcpServerTool"
            : $"functions, HostedMcpServerTool, and of the tools that the server runs {dialect.HostedTools}";

    private static void WriteServer(
        Utf8JsonWriter writer, HostedMcpServerTool server, Route route, bool isDeferred)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "mcp"u8);
        writer.WriteString("server_label"u8, server.ServerName);
        if (Uri.TryCreate(server.ServerAddress, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp))
        {
            writer.WriteString("server_url"u8, server.ServerAddress);
        }
        else if (address is null && route.Provider.Responses!.HasConnectors)
        {
            writer.WriteString("connector_id"u8, server.ServerAddress);
        }
        else
        {
            throw Unsupported(
                $"The address of the MCP server '{server.ServerName}' must be an absolute http or https URL, which "
                + $"the server of {route.Speaker} can reach.",
                route);
        }

        if (!string.IsNullOrEmpty(server.ServerDescription))
        {
            writer.WriteString("server_description"u8, server.ServerDescription);
        }

        var token = route.Provider.Responses!.HasConnectors ? TokenOf(server) : null;
        if (token is not null)
        {
            writer.WriteString("authorization"u8, token);
        }

        if (server.Headers is { } headers && headers.Count > (token is null ? 0 : 1))
        {
            writer.WriteStartObject("headers"u8);
            foreach (var (name, value) in headers)
            {
                if (token is null || !IsAuthorization(name))
                {
                    writer.WriteString(name, value);
                }
            }

            writer.WriteEndObject();
        }

        if (server.AllowedTools is { } allowed)
        {
            writer.WritePropertyName("allowed_tools"u8);
            WriteNames(writer, allowed);
        }

        WriteApproval(writer, server.ApprovalMode, route);
        if (isDeferred)
        {
            writer.WriteBoolean("defer_loading"u8, true);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// The token for a connector or a server, which OpenAI takes in the field <c>authorization</c>
    /// (https://platform.openai.com/docs/guides/tools-connectors-mcp). Another scheme than Bearer stays a header.
    /// </summary>
    private static string? TokenOf(HostedMcpServerTool server)
    {
        const string Scheme = "Bearer ";
        foreach (var (name, value) in server.Headers ?? new Dictionary<string, string>())
        {
            if (IsAuthorization(name) && value.Trim() is var trimmed
                && trimmed.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            {
                return trimmed[Scheme.Length..].Trim();
            }
        }

        return null;
    }

    private static bool IsAuthorization(string name) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase);

    /// <summary>Left out, the mode is the server's default, which is to ask always.</summary>
    private static void WriteApproval(Utf8JsonWriter writer, HostedMcpServerToolApprovalMode? mode, Route route)
    {
        switch (mode)
        {
            case null:
                break;

            case HostedMcpServerToolAlwaysRequireApprovalMode:
                writer.WriteString("require_approval"u8, "always"u8);
                break;

            case HostedMcpServerToolNeverRequireApprovalMode:
                writer.WriteString("require_approval"u8, "never"u8);
                break;

            case HostedMcpServerToolRequireSpecificApprovalMode specific:
                writer.WriteStartObject("require_approval"u8);
                WriteFilter(writer, "always", specific.AlwaysRequireApprovalToolNames);
                WriteFilter(writer, "never", specific.NeverRequireApprovalToolNames);
                writer.WriteEndObject();
                break;

            default:
                throw Unsupported(
                    $"The approval mode {mode.GetType().Name} has no form in the Responses API: use AlwaysRequire, "
                    + $"NeverRequire or RequireSpecific.",
                    route);
        }
    }

    private static void WriteFilter(Utf8JsonWriter writer, string name, IList<string>? tools)
    {
        if (tools is { Count: > 0 })
        {
            writer.WriteStartObject(name);
            writer.WritePropertyName("tool_names"u8);
            WriteNames(writer, tools);
            writer.WriteEndObject();
        }
    }

    private static void WriteNames(Utf8JsonWriter writer, IList<string> names)
    {
        writer.WriteStartArray();
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static InferenceException Unsupported(string message, Route route) => route.NotSupported(message);
}
