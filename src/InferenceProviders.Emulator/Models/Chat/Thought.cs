using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>What a reasoning model thinks before it answers: the more effort, the longer.</summary>
internal static class Thought
{
    private const int LongestPrompt = 80;

    public static string About(Conversation conversation, ChatAnswer answer, string? effort)
    {
        var prompt = Excerpt.Of(conversation.Prompt, LongestPrompt);
        string[] sentences =
        [
            prompt.Length == 0 ? "The user said nothing in words." : $"The user wrote: “{prompt}”",
            answer.ToolCalls.Count > 0
                ? $"I need {string.Join(" and ", answer.ToolCalls.Select(call => call.Name).Distinct())} for that."
                : conversation.Results.Count > 0 ? "The tools have answered, so I can tell what they found."
                : "I can answer that without help.",
            $"The conversation has {conversation.Messages.Count} messages so far, and I should keep to the point.",
        ];
        return string.Join(
            ' ', sentences.Take(effort switch { "minimal" or "low" => 1, "high" or "xhigh" => 3, _ => 2 }));
    }
}
