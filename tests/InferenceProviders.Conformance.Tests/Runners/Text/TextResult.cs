using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Runners.Text;

/// <summary>
/// The form in which generated texts are compared. The clients return the text and hardly more: what else we return is
/// compared with the answer that the provider gave.
/// </summary>
internal static class TextResult
{
    public static JsonNode Of(TextGenerationResponse response) => new JsonObject
    {
        ["text"] = response.Text,
        ["finishReason"] = response.FinishReason?.Value,
        ["model"] = response.ModelId,
        ["id"] = response.ResponseId,
        ["outputTokens"] = response.Usage?.OutputTokenCount,
    };

    public static JsonNode Of(IReadOnlyList<TextGenerationUpdate> updates) => new JsonObject
    {
        ["text"] = string.Concat(updates.Select(update => update.Text)),
        ["pieces"] = new JsonArray(
            [.. updates.Select(update => update.Text).Where(text => text.Length > 0).Select(
                text => JsonValue.Create(text))]),
        ["finishReason"] = updates.Select(update => update.FinishReason)
            .LastOrDefault(reason => reason is not null)?.Value,
        ["model"] = updates[^1].ModelId,
        ["id"] = updates[^1].ResponseId,
        ["outputTokens"] = updates[^1].Usage?.OutputTokenCount,
    };

    public static JsonNode OfClient(WireCase wireCase)
    {
        var answers = Answers(wireCase.Exchanges[^1].Response.GetProperty("body")).ToList();
        var result = new JsonObject();
        if (wireCase.Result.ValueKind == JsonValueKind.Object
            && wireCase.Result.TryGetProperty("$stream", out var chunks))
        {
            result["text"] = string.Concat(Pieces(chunks));
            result["pieces"] = new JsonArray(
                [.. Pieces(chunks).Where(text => text.Length > 0).Select(text => JsonValue.Create(text))]);
        }
        else
        {
            result["text"] = wireCase.Result.ValueKind == JsonValueKind.String
                ? wireCase.Result.GetString()
                : wireCase.Result.GetProperty("generated_text").GetString();
        }

        result["finishReason"] = answers.Select(FinishReason).LastOrDefault(reason => reason is not null);
        result["model"] = answers.Select(answer => Text(answer, "model")).FirstOrDefault(text => text is not null);
        result["id"] = answers.Select(answer => Text(answer, "id")).FirstOrDefault(text => text is not null);
        result["outputTokens"] = answers.Select(OutputTokens).LastOrDefault(count => count is not null);
        return result;
    }

    /// <summary>The pieces of a client's stream: texts, or completion chunks.</summary>
    public static IEnumerable<string> Pieces(JsonElement chunks) =>
        chunks.EnumerateArray()
            .Select(chunk => chunk.ValueKind == JsonValueKind.String ? chunk.GetString()!
            : Text(chunk.GetProperty("choices")[0], "text") ?? "");

    private static IEnumerable<JsonElement> Answers(JsonElement body)
    {
        if (body.TryGetProperty("$json", out var json))
        {
            yield return json.ValueKind == JsonValueKind.Array ? json[0] : json;
        }
        else
        {
            foreach (var line in body.GetProperty("$text").GetString()!.Split('\n').Where(
                line => line.StartsWith("data:", StringComparison.Ordinal)))
            {
                if (line[5..].Trim() is ['{', ..] data)
                {
                    yield return JsonDocument.Parse(data).RootElement;
                }
            }
        }
    }

    /// <summary>OpenAI's field; text-generation-inference ends its text with the whole of it.</summary>
    private static string? FinishReason(JsonElement answer) =>
        answer.TryGetProperty("choices", out var choices) ? Text(choices[0], "finish_reason")
        : Text(answer, "generated_text") is not null ? "stop"
        : null;

    private static long? OutputTokens(JsonElement answer) =>
        answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
            ? usage.GetProperty("completion_tokens").GetInt64()
            : null;

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text)
            && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
