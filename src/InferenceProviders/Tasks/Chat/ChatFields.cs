using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Which fields of the wire the options of a chat set, by the names of chat completions.</summary>
internal static class ChatFields
{
    /// <summary>Whether the request will have the field.</summary>
    public static bool Has(ChatOptions? options, JsonObject? overrides, string field) =>
        options is not null && (IsSet(options, field) || options.AdditionalProperties?.ContainsKey(field) is true)
        || overrides?.ContainsKey(field) is true;

    private static bool IsSet(ChatOptions options, string field) => field switch
    {
        "temperature" => options.Temperature is not null,
        "top_p" => options.TopP is not null,
        "top_k" => options.TopK is not null,
        "frequency_penalty" => options.FrequencyPenalty is not null,
        "presence_penalty" => options.PresencePenalty is not null,
        "seed" => options.Seed is not null,
        "stop" => options.StopSequences is { Count: > 0 },
        "tools" => options.Tools is { Count: > 0 },
        "tool_choice" => options.Tools is { Count: > 0 } && options.ToolMode is not null,
        "parallel_tool_calls" => options.Tools is { Count: > 0 } && options.AllowMultipleToolCalls is not null,
        "response_format" => options.ResponseFormat is not null,
        "reasoning_effort" => options.Reasoning?.Effort is not null,
        _ => false,
    };
}
