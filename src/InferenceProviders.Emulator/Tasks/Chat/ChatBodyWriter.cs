using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>Writes a whole answer as one JSON body.</summary>
internal sealed class ChatBodyWriter(EmulatedProvider provider, ChatCompletion completion, EmulatorOffer offer)
{
    private readonly ChatForm _form = provider.Chat!;
    private readonly ChatJson _json = new(provider, completion);

    public JsonObject Write()
    {
        var body = _json.Envelope("chat.completion");
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = Message(),
            ["finish_reason"] = _json.FinishReason(),
        };
        choice["logprobs"] = completion.Request.LogProbs
            ? new JsonObject { ["content"] = _json.LogProbs(completion.Text) }
            : null;
        body["choices"] = new JsonArray(choice);
        body["usage"] = completion.Usage.ToJson(_form.CostField, offer);
        return body;
    }

    private JsonObject Message()
    {
        var message = new JsonObject { ["role"] = "assistant" };
        var reasoning = string.Concat(completion.Reasoning);
        message["content"] = Content(string.Concat(completion.Text), reasoning);
        if (reasoning.Length > 0)
        {
            _json.AddReasoning(message, reasoning);
        }

        if (completion.ToolCalls.Count > 0)
        {
            message["tool_calls"] = new JsonArray(
                [.. completion.ToolCalls.Select(call => (JsonNode)_json.ToolCall(call))]);
        }

        return message;
    }

    private JsonNode? Content(string text, string reasoning)
    {
        if (_form.Reasoning == ReasoningForm.ThinkTags && reasoning.Length > 0)
        {
            return ChatJson.ThinkStart + reasoning + (completion.CutWhileThinking ? "" : ChatJson.ThinkEnd) + text;
        }

        var thinking = _form.Reasoning == ReasoningForm.ContentParts && reasoning.Length > 0;
        if (_form.ContentParts || thinking)
        {
            var parts = new JsonArray();
            if (thinking)
            {
                parts.Add(ChatJson.ThinkingPart(reasoning));
            }

            if (text.Length > 0)
            {
                parts.Add(ChatJson.TextPart(text));
            }

            return parts;
        }

        return text.Length == 0 && completion.ToolCalls.Count > 0 ? null : text;
    }
}
