using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Every tool call needs its result before the conversation goes on, and every result its call.</summary>
internal static class ToolPairing
{
    public static void Check(IReadOnlyList<ChatMessage> messages)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.Role == "tool")
            {
                if (!open.Remove(message.ToolCallId!))
                {
                    throw ApiException.Invalid(
                        "Invalid parameter: messages with role 'tool' must be a response to a preceding message with "
                            + "'tool_calls'.",
                            $"messages[{i}].role");
                }

                continue;
            }

            RequireAnswered(open, i);
            foreach (var call in message.ToolCalls)
            {
                if (!open.Add(call.Id))
                {
                    throw ApiException.Invalid($"Duplicate tool call id '{call.Id}'.", $"messages[{i}].tool_calls");
                }
            }
        }

        RequireAnswered(open, messages.Count);
    }

    private static void RequireAnswered(HashSet<string> open, int next)
    {
        if (open.Count > 0)
        {
            throw ApiException.Invalid(
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                    + "'tool_call_id'. "
                + $"The following tool_call_ids did not have response messages: {string.Join(", ", open)}",
                $"messages[{next}].role");
        }
    }
}
