using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>What a call used, in tokens.</summary>
internal sealed record TokenUsage(int Prompt, int Cached, int Reasoning, int Completion)
{
    public JsonObject ToJson(string? costField = null, EmulatorOffer? offer = null)
    {
        var json = new JsonObject
        {
            ["prompt_tokens"] = Prompt,
            ["completion_tokens"] = Completion,
            ["total_tokens"] = Prompt + Completion,
        };
        if (Cached > 0)
        {
            json["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = Cached };
        }

        if (Reasoning > 0)
        {
            json["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = Reasoning };
        }

        if (costField is not null && offer is { InputPrice: { } input, OutputPrice: { } output })
        {
            json[costField] = Math.Round(((Prompt * input) + (Completion * output)) / 1e6, 10);
        }

        return json;
    }
}
