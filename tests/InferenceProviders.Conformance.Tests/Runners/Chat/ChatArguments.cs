using System.Text.Json;
using InferenceProviders.Conformance.Wire;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Chat;

/// <summary>
/// Says the arguments of a captured call in Microsoft.Extensions.AI: typed options where there is one, additional
/// properties for the rest.
/// </summary>
internal static class ChatArguments
{
    // Part of the call itself, or written by our library.
    private static readonly HashSet<string> NotOptions = ["messages", "stream", "endpointUrl", "tools"];

    public static (IReadOnlyList<ChatMessage> Messages, ChatOptions Options) Read(CapturedCall call)
    {
        var arguments = call.Arguments.Where(argument => !argument.NameEquals("extra_body"))
            .Concat(
                call.Arguments.Where(argument => argument.NameEquals("extra_body"))
                .SelectMany(body => body.Value.EnumerateObject()))
            .ToList();
        var options = new ChatOptions();
        var hasTools = Find(arguments, "tools").ValueKind == JsonValueKind.Array;
        foreach (var argument in arguments.Where(argument => !NotOptions.Contains(argument.Name)))
        {
            Set(options, argument.Name, argument.Value, hasTools);
        }

        if (Find(arguments, "tools") is { ValueKind: JsonValueKind.Array } tools)
        {
            options.Tools = [.. tools.EnumerateArray().Select(tool => ChatTool.Read(tool, options))];
        }

        if (call.ClientOption("model") is not null)
        {
            // The client has a model of its own, and the call names another.
            options.ModelId = call.Model;
        }

        return ([.. Find(arguments, "messages").EnumerateArray().Select(ChatMessages.Read)], options);
    }

    private static void Set(ChatOptions options, string name, JsonElement value, bool hasTools)
    {
        switch (name)
        {
            case "temperature" when IsNumber(value): options.Temperature = value.GetSingle(); break;
            case "top_p" when IsNumber(value): options.TopP = value.GetSingle(); break;
            case "top_k" when IsNumber(value): options.TopK = value.GetInt32(); break;
            case "max_tokens" when IsNumber(value): options.MaxOutputTokens = value.GetInt32(); break;
            case "seed" when IsNumber(value): options.Seed = value.GetInt64(); break;
            case "frequency_penalty" when IsNumber(value): options.FrequencyPenalty = value.GetSingle(); break;
            case "presence_penalty" when IsNumber(value): options.PresencePenalty = value.GetSingle(); break;
            case "stop"
                when value.ValueKind == JsonValueKind.Array: options.StopSequences = [
                    .. value.EnumerateArray().Select(stop => stop.GetString()!)]; break;
            case "parallel_tool_calls"
                when hasTools && value.ValueKind is JsonValueKind.True
                or JsonValueKind.False: options.AllowMultipleToolCalls = value.GetBoolean(); break;
            case "tool_choice" when hasTools && ToolMode(value) is { } mode: options.ToolMode = mode; break;
            case "response_format" when Format(value, options) is { } format: options.ResponseFormat = format; break;
            case "reasoning_effort"
                when Effort(value) is { } effort: options.Reasoning = new ReasoningOptions { Effort = effort }; break;
            default: (options.AdditionalProperties ??= [])[name] = value; break;
        }
    }

    private static ChatToolMode? ToolMode(JsonElement choice) => choice switch
    {
        { ValueKind: JsonValueKind.String } => choice.GetString() switch
        {
            "auto" => ChatToolMode.Auto,
            "required" => ChatToolMode.RequireAny,
            "none" => ChatToolMode.None,
            _ => null,
        },
        { ValueKind: JsonValueKind.Object } when choice.TryGetProperty("function", out var function) =>
            ChatToolMode.RequireSpecific(function.GetProperty("name").GetString()!),
        _ => null,
    };

    private static ChatResponseFormat? Format(JsonElement format, ChatOptions options)
    {
        if (format.ValueKind != JsonValueKind.Object || !format.TryGetProperty("type", out var type))
        {
            return null;
        }

        switch (type.GetString())
        {
            case "text":
                return ChatResponseFormat.Text;

            case "json_object" when !format.TryGetProperty("schema", out _):
                return ChatResponseFormat.Json;

            case "json_schema"
                when format.TryGetProperty("json_schema", out var schema)
                && schema.TryGetProperty("schema", out var definition):
                if (schema.TryGetProperty("strict", out var strict))
                {
                    (options.AdditionalProperties ??= [])["strict"] = strict.GetBoolean();
                }

                return ChatResponseFormat.ForJsonSchema(definition, Text(schema, "name"), Text(schema, "description"));

            default:
                return null;
        }
    }

    private static ReasoningEffort? Effort(JsonElement effort) =>
        effort.ValueKind != JsonValueKind.String ? null : effort.GetString() switch
    {
        "none" => ReasoningEffort.None,
        "low" => ReasoningEffort.Low,
        "medium" => ReasoningEffort.Medium,
        "high" => ReasoningEffort.High,
        "xhigh" => ReasoningEffort.ExtraHigh,
        _ => null,
    };

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static JsonElement Find(IEnumerable<JsonProperty> arguments, string name) =>
        arguments.Where(argument => argument.NameEquals(name)).Select(argument => argument.Value).FirstOrDefault();
}
