using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Some providers refuse reasoning in a field that has another provider's name for it.</summary>
internal static class ReasoningReplay
{
    public static void Check(JsonObject json, ChatForm form)
    {
        if (!form.StrictReasoningReplay)
        {
            return;
        }

        var messages = (JsonArray)json["messages"]!;
        var own = form.Reasoning == ReasoningForm.Reasoning ? "reasoning" : "reasoning_content";
        for (var i = 0; i < messages.Count; i++)
        {
            foreach (var name in (string[])["reasoning", "reasoning_content", "reasoning_details"])
            {
                if (name != own && ((JsonObject)messages[i]!).ContainsKey(name))
                {
                    throw ApiException.Invalid(
                        $"'messages.{i}' : property '{name}' is unsupported", $"messages.{i}.{name}");
                }
            }
        }
    }
}
