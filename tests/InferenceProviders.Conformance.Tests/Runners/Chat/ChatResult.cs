using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Conformance.Runners.Chat;

/// <summary>
/// The form in which chat results are compared: what a caller reads from an answer. Of a stream also the pieces of
/// text, one by one.
/// </summary>
internal static class ChatResult
{
    public static JsonNode Of(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        return new JsonObject
        {
            ["id"] = response.ResponseId,
            ["model"] = response.ModelId,
            ["created"] = response.CreatedAt?.ToUnixTimeSeconds(),
            ["role"] = response.Messages.Count == 1
                ? response.Messages[0].Role.Value
                : $"{response.Messages.Count} messages",
            ["text"] = string.Concat(contents.OfType<TextContent>().Select(text => text.Text)),
            ["reasoning"] = string.Concat(contents.OfType<TextReasoningContent>().Select(text => text.Text)),
            ["toolCalls"] = new JsonArray([.. contents.OfType<FunctionCallContent>().Select(Call)]),
            ["finishReason"] = response.FinishReason?.Value,
            ["usage"] = response.Usage is { } usage
                ? Usage(usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount)
                : null,
        };
    }

    public static JsonNode Of(IReadOnlyList<ChatResponseUpdate> updates)
    {
        var result = Of(updates.ToChatResponse());
        result["pieces"] = new JsonArray(
            [.. updates.Select(update => update.Text).Where(text => text.Length > 0).Select(
                text => JsonValue.Create(text))]);
        return result;
    }

    /// <summary>The client's own result: a completion, or <c>{"$stream"}</c> with its chunks.</summary>
    public static JsonNode OfClient(JsonElement result) =>
        result.TryGetProperty("$stream", out var chunks) ? OfChunks(chunks) : OfCompletion(result);

    public static string TextOfChunks(JsonElement chunks) =>
        string.Concat(Deltas(chunks).Select(delta => Text(delta, "content")));

    private static JsonObject OfCompletion(JsonElement completion)
    {
        var choice = completion.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0
            ? choices[0]
            : default;
        var message = choice.ValueKind == JsonValueKind.Object ? choice.GetProperty("message") : default;
        var calls = new ClientToolCalls();
        calls.Add(message);
        return Result(
            completion,
            text: Text(message, "content") ?? "",
            reasoning: Text(message, "reasoning_content") ?? Text(message, "reasoning") ?? "",
            calls,
            finish: Text(choice, "finish_reason"),
            usage: completion);
    }

    private static JsonObject OfChunks(JsonElement chunks)
    {
        var calls = new ClientToolCalls();
        foreach (var delta in Deltas(chunks))
        {
            calls.Add(delta);
        }

        var all = chunks.EnumerateArray().ToList();
        var result = Result(
            all.FirstOrDefault(),
            text: TextOfChunks(chunks),
            reasoning: string.Concat(
                Deltas(chunks).Select(delta => Text(delta, "reasoning_content") ?? Text(delta, "reasoning"))),
            calls,
            finish: Choices(chunks).Select(choice => Text(choice, "finish_reason"))
            .LastOrDefault(reason => reason is not null),
            usage: all.LastOrDefault(
                chunk => chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object));
        result["pieces"] = new JsonArray(
            [.. Deltas(chunks).Select(delta => Text(delta, "content")).Where(
                text => !string.IsNullOrEmpty(text)).Select(text => JsonValue.Create(text))]);
        return result;
    }

    private static JsonObject Result(
        JsonElement head, string text, string reasoning, ClientToolCalls calls, string? finish, JsonElement usage) =>
            new()
    {
        ["id"] = Text(head, "id"),
        ["model"] = Text(head, "model"),
        ["created"] = head.ValueKind == JsonValueKind.Object && head.TryGetProperty("created", out var created)
            && created.ValueKind == JsonValueKind.Number ? created.GetInt64() : null,
        ["role"] = "assistant",
        ["text"] = text,
        ["reasoning"] = reasoning,
        ["toolCalls"] = calls.ToJson(),
        ["finishReason"] = finish,
        ["usage"] = usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("usage", out var counts)
            && counts.ValueKind == JsonValueKind.Object
            ? Usage(Count(counts, "prompt_tokens"), Count(counts, "completion_tokens"), Count(counts, "total_tokens"))
            : null,
    };

    private static JsonObject Call(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["name"] = call.Name,
        ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments, AIJsonUtilities.DefaultOptions),
    };

    private static JsonObject Usage(long? input, long? output, long? total) => new()
    {
        ["input"] = input,
        ["output"] = output,
        ["total"] = total,
    };

    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt64() : null;

    private static IEnumerable<JsonElement> Choices(JsonElement chunks) =>
        chunks.EnumerateArray()
            .Where(
                chunk => chunk.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array)
            .SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray().Take(1));

    private static IEnumerable<JsonElement> Deltas(JsonElement chunks) =>
        Choices(chunks).Where(choice => choice.TryGetProperty("delta", out _))
            .Select(choice => choice.GetProperty("delta"));

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text)
            && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
