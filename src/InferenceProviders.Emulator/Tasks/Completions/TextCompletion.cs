using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;

namespace InferenceProviders.Emulator.Tasks.Completions;

/// <summary>A finished text, as a body or as events in OpenAI's form.</summary>
internal sealed record TextCompletion(
    EmulatedProvider Provider, string Model, string Id, DateTimeOffset Created, IReadOnlyList<string> Pieces,
    Finish Finish, TokenUsage Usage)
{
    private string? FinishReason => Finish == Finish.Length ? Provider.Finish.Length : Provider.Finish.Stop;

    public JsonObject Body()
    {
        var body = Envelope(string.Concat(Pieces), FinishReason);
        body["usage"] = Usage.ToJson();
        return body;
    }

    public IEnumerable<JsonObject> Events(bool includeUsage)
    {
        foreach (var piece in Pieces)
        {
            yield return Envelope(piece, null);
        }

        yield return Envelope("", FinishReason);
        if (includeUsage)
        {
            var last = Envelope("", null);
            last["choices"] = new JsonArray();
            last["usage"] = Usage.ToJson();
            yield return last;
        }
    }

    private JsonObject Envelope(string text, string? finishReason) => new()
    {
        ["id"] = Id,
        ["object"] = "text_completion",
        ["created"] = Created.ToUnixTimeSeconds(),
        ["model"] = Model,
        ["choices"] = new JsonArray(
            new JsonObject { ["index"] = 0, ["text"] = text, ["logprobs"] = null, ["finish_reason"] = finishReason }),
    };
}
