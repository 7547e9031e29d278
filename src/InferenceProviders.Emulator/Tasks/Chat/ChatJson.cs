using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>The pieces of chat answers that bodies and streams share, in a provider's form.</summary>
internal sealed class ChatJson(EmulatedProvider provider, ChatCompletion completion)
{
    private readonly ChatForm _form = provider.Chat!;
    public const string ThinkStart = "<think>\n";
    public const string ThinkEnd = "\n</think>\n\n";

    public JsonObject Envelope(string kind) => new()
    {
        ["id"] = completion.Id,
        ["object"] = kind,
        ["created"] = Created(),
        ["model"] = completion.Model,
    };

    public JsonNode? FinishReason() => completion.ScriptedFinish is { } scripted ? scripted : completion.Finish switch
    {
        Finish.ToolCalls => provider.Finish.ToolCalls,
        Finish.Length => provider.Finish.Length,
        _ => provider.Finish.Stop,
    };

    /// <summary>Puts reasoning where the provider has it. In the content, that is the caller's business.</summary>
    public void AddReasoning(JsonObject message, string reasoning)
    {
        switch (_form.Reasoning)
        {
            case ReasoningForm.ReasoningContent:
                message["reasoning_content"] = reasoning;
                break;
            case ReasoningForm.Reasoning:
                message["reasoning"] = reasoning;
                break;
            case ReasoningForm.ReasoningDetails:
                message["reasoning_details"] = new JsonArray(new JsonObject
                {
                    ["type"] = "reasoning.text",
                    ["text"] = reasoning,
                    ["index"] = 0,
                });
                break;
        }
    }

    public static JsonObject TextPart(string text) => new() { ["type"] = "text", ["text"] = text };

    public static JsonObject ThinkingPart(string text) => new() { ["type"] = "thinking", ["thinking"] = text };

    /// <summary>A whole call, as bodies and some streams have it.</summary>
    public JsonObject ToolCall(ToolCall call, int? index = null)
    {
        var json = ToolCallHead(call, index);
        json["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = Arguments(call.Arguments) };
        return json;
    }

    /// <summary>The id, type and, in a stream, the index of a call.</summary>
    public JsonObject ToolCallHead(ToolCall call, int? index)
    {
        var json = new JsonObject();
        if (index is not null && _form.ToolCalls.Index != IndexForm.Missing)
        {
            json["index"] = _form.ToolCalls.Index == IndexForm.AlwaysZero ? 0 : index;
        }

        if (_form.ToolCalls.Id != IdForm.Missing)
        {
            json["id"] = _form.ToolCalls.Id == IdForm.Null ? null : call.Id;
        }

        json["type"] = "function";
        return json;
    }

    /// <summary>Whether this provider writes something else than <c>{}</c> for no arguments.</summary>
    public bool LeavesOut(string arguments) =>
        arguments == "{}" && _form.ToolCalls.Arguments is ArgumentsForm.TextOrEmpty or ArgumentsForm.TextOrNull;

    public JsonNode? Arguments(string arguments) => _form.ToolCalls.Arguments switch
    {
        ArgumentsForm.Object when TryParse(arguments) is { } json => json,
        ArgumentsForm.TextOrEmpty when arguments == "{}" => "",
        ArgumentsForm.TextOrNull when arguments == "{}" => null,
        _ => arguments,
    };

    public JsonArray LogProbs(IEnumerable<string> tokens) =>
        new([.. tokens.Select(token => (JsonNode)LogProb(token, completion.Request.TopLogProbs))]);

    private static JsonObject LogProb(string token, int alternatives)
    {
        var entry = Candidate(token, -0.01);
        entry["top_logprobs"] = new JsonArray(
            [.. Enumerable.Range(0, alternatives).Select(
                i => (JsonNode)Candidate(i == 0 ? token : token + new string('~', i), -0.01 - (4 * i)))]);
        return entry;
    }

    private static JsonObject Candidate(string token, double probability) => new()
    {
        ["token"] = token,
        ["logprob"] = Math.Round(probability, 2),
        ["bytes"] = new JsonArray([.. System.Text.Encoding.UTF8.GetBytes(token).Select(value => (JsonNode)value)]),
    };

    private JsonNode Created() => _form.FractionalCreated
        ? Math.Round(completion.Created.ToUnixTimeMilliseconds() / 1000.0, 3) + 0.25
        : completion.Created.ToUnixTimeSeconds();

    private static JsonNode? TryParse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (System.Text.Json.JsonException)
        {
            // A call that the token limit cut off: the text is all there is.
            return null;
        }
    }
}
