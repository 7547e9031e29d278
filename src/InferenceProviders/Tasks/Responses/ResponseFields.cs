using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Keeps the fields of a response that the abstractions have no place for (<c>service_tier</c>, <c>metadata</c>, what a
/// provider or a gateway adds) under their wire names, as those of chat completions. What only repeats the request is
/// not kept (https://platform.openai.com/docs/api-reference/responses/object).
/// </summary>
internal static class ResponseFields
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "id", "object", "type", "created_at", "completed_at", "model", "status", "output", "output_text", "usage",
        "error", "incomplete_details", "sequence_number", "instructions", "input", "tools", "tool_choice",
        "parallel_tool_calls", "temperature", "top_p", "top_k", "top_logprobs", "presence_penalty", "frequency_penalty",
        "max_output_tokens", "max_tool_calls", "reasoning", "text", "truncation", "store", "background", "stream",
        "previous_response_id", "conversation", "include", "prompt");

    public static void Keep(JsonElement response, ref AdditionalPropertiesDictionary? fields)
    {
        foreach (var property in response.EnumerateObject())
        {
            if (!Known.Contains(property.Name) && !IsEmpty(property.Value))
            {
                // A copy: the value alone would keep the whole response.
                (fields ??= [])[property.Name] = JsonText.Parse(JsonMarshal.GetRawUtf8Value(property.Value));
            }
        }
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => value.ValueEquals(""u8),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };
}
