using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Reads the messages: roles, content, tool calls, and that each tool call has its result.</summary>
internal static class MessageReader
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    public static IReadOnlyList<ChatMessage> Messages(JsonObject json)
    {
        var list = json.Array("messages") ?? throw FieldReader.Missing("messages");
        if (list.Count == 0)
        {
            throw ApiException.Invalid(
                "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array "
                + "instead.",
                "messages", "empty_array");
        }

        var messages = new List<ChatMessage>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            messages.Add(
                Message(list[i] as JsonObject
                ?? throw FieldReader.Wrong($"messages[{i}]", "an object", list[i]), $"messages[{i}]."));
        }

        ToolPairing.Check(messages);
        return messages;
    }

    private static ChatMessage Message(JsonObject json, string path)
    {
        var role = json.RequiredText("role", path);
        if (!Roles.Contains(role))
        {
            throw ApiException.Invalid(
                $"Invalid value: '{role}'. Supported values are: {string.Join(", "
                + $"", Roles.Select(name => $"'{name}'"))}.",
                path + "role", "invalid_value");
        }

        json.Text("name", path);
        var calls = role == "assistant" ? ToolReader.Calls(json, path) : [];
        if (json["content"] is null && role != "assistant")
        {
            throw ApiException.Invalid(
                $"Invalid value for '{path}content': expected a string or an array, got null.", path
                + "content", "invalid_type");
        }

        var parts = ContentReader.Parts(json["content"], path);
        if (role == "assistant" && parts.Count == 0 && calls.Count == 0 && json["content"] is null
            && !HasReasoning(json))
        {
            throw ApiException.Invalid(
                "Assistant messages need either 'content' or 'tool_calls'.", path + "content", "invalid_value");
        }

        return new(role, parts)
        {
            ToolCalls = calls,
            ToolCallId = role == "tool" ? json.RequiredText("tool_call_id", path) : null,
        };
    }

    private static bool HasReasoning(JsonObject json) =>
        json["reasoning_content"]?.GetValueKind() == JsonValueKind.String
            || json["reasoning"]?.GetValueKind() == JsonValueKind.String
        || json["reasoning_details"] is JsonArray;
}
