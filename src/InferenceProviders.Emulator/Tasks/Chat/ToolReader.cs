using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Tasks.Responses;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Reads the tools on offer, the choice among them, and calls that are sent back.</summary>
internal static class ToolReader
{
    private static readonly SearchValues<char> NameChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    public static IReadOnlyList<ToolDefinition> Tools(JsonObject json)
    {
        if (json.Array("tools") is not { } list)
        {
            return [];
        }

        if (list.Count == 0)
        {
            throw ApiException.Invalid(
                "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array "
                + "instead.",
                "tools", "empty_array");
        }

        var tools = list.Select(
            (tool, i) =>
            Tool(tool as JsonObject
            ?? throw FieldReader.Wrong($"tools[{i}]", "an object", tool), $"tools[{i}].")).ToList();
        return tools.Select(tool => tool.Name).Distinct().Count() == tools.Count
            ? tools
            : throw ApiException.Invalid("Two tools have the same name.", "tools", "invalid_value");
    }

    public static ToolChoice Choice(JsonObject json, IReadOnlyList<ToolDefinition> tools)
    {
        switch (json["tool_choice"])
        {
            case null:
                return ToolChoice.Auto;
            case JsonValue value when value.TryGetValue<string>(out var mode):
                if (mode is not ("auto" or "none" or "required"))
                {
                    throw ApiException.Invalid(
                        $"Invalid value: '{mode}'. Supported values are: 'none', 'auto', and 'required'.",
                        "tool_choice", "invalid_value");
                }

                RequireTools(tools);
                return new(mode);
            case JsonObject choice:
                RequireTools(tools);
                var name = (choice.Object("function", "tool_choice.")
                    ?? throw FieldReader.Missing("tool_choice.function")).RequiredText("name", "tool_choice.function.");
                return tools.Any(tool => tool.Name == name)
                    ? new("function", name)
                    : throw ApiException.Invalid(
                        $"Tool choice '{name}' not found in 'tools' parameter.", "tool_choice", "invalid_value");
            case var other:
                throw FieldReader.Wrong("tool_choice", "a string or an object", other);
        }
    }

    public static IReadOnlyList<ToolCall> Calls(JsonObject message, string path) =>
        message.Array("tool_calls", path) is { } list
            ? [.. list.Select(
                (call, i) =>
                Call(call as JsonObject
                ?? throw FieldReader.Wrong($"{path}tool_calls[{i}]", "an object", call), $"{path}tool_calls[{i}]."))]
            : [];

    private static ToolDefinition Tool(JsonObject tool, string path)
    {
        if (tool.RequiredText("type", path) != "function")
        {
            throw ApiException.Invalid(
                $"Invalid value for '{path}type': only 'function' is supported.", path + "type", "invalid_value");
        }

        var function = tool.Object("function", path) ?? throw FieldReader.Missing(path + "function");
        var name = function.RequiredText("name", path + "function.");
        if (name.Length is 0 or > 64 || name.AsSpan().ContainsAnyExcept(NameChars))
        {
            throw ApiException.Invalid(
                $"Invalid '{path}function.name': expected a string that matches the pattern '^[a-zA-Z0-9_-]{{1,64}}$'.",
                path + "function.name", "invalid_value");
        }

        var parameters = function.Object("parameters", path + "function.");
        if (parameters is not null && parameters["type"] is { } type
            && !(type.GetValueKind() == JsonValueKind.String && type.GetValue<string>() == "object"))
        {
            throw ApiException.Invalid(
                $"Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'.", path
                + "function.parameters", "invalid_function_parameters");
        }

        function.Flag("strict", path + "function.");
        return new(name, function.Text("description", path + "function.") ?? "", parameters);
    }

    private static ToolCall Call(JsonObject call, string path)
    {
        var function = call.Object("function", path) ?? throw FieldReader.Missing(path + "function");
        var name = function.RequiredText("name", path + "function.");
        var arguments = function.RequiredText("arguments", path + "function.");
        return call.RequiredText("type", path) == "function"
            ? new(call.RequiredText("id", path), name, arguments)
            : throw ApiException.Invalid(
                $"Invalid value for '{path}type': only 'function' is supported.", path + "type", "invalid_value");
    }

    private static void RequireTools(IReadOnlyList<ToolDefinition> tools)
    {
        if (tools.Count == 0)
        {
            throw ApiException.Invalid(
                "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
                "tool_choice", "invalid_value");
        }
    }
}
