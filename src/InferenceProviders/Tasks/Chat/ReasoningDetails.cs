using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;
using InferenceProviders.Providers.Contracts;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Collects <c>reasoning_details</c>: a list of typed pieces (text, summary, encrypted data) which must go back to the
/// provider as it came. In a stream each piece arrives in parts that share its index; their texts are joined, other
/// fields take the latest value. LiteLLM's <c>thinking_blocks</c> are such a list without an index: a block goes on
/// until its signature has come.
/// </summary>
/// <param name="source">The field that the list came in, of the two the first.</param>
internal sealed class ReasoningDetails(string source)
{
    private readonly JsonArray _items = [];

    public string Field => source;

    public string? Json => _items.Count == 0 ? null : _items.ToJsonString();

    /// <summary>Reads the array at the reader; returns the text that it adds for a person to read.</summary>
    /// <param name="reader">At the value; then at its end.</param>
    /// <param name="name">The field that it is in.</param>
    public string? Read(ref Utf8JsonReader reader, string name)
    {
        if (name != source || reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        string? text = null;
        // Not mended: halves of a character in pieces of two events meet again.
        if (JsonText.ParseNode(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader))) is JsonArray pieces)
        {
            foreach (var piece in pieces)
            {
                if (piece is JsonObject detail)
                {
                    text += TextOf(detail, "text") ?? TextOf(detail, "summary") ?? TextOf(detail, "thinking");
                    Merge(detail);
                }
            }
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    private void Merge(JsonObject piece)
    {
        if (Find(piece) is not { } known)
        {
            _items.Add(piece.DeepClone());
            return;
        }

        foreach (var (name, value) in piece)
        {
            if (name is "text" or "summary" or "data" or "thinking" && TextOf(known, name) is { } before
                && TextOf(piece, name) is { } more)
            {
                known[name] = before + more;
            }
            else if (value is not null)
            {
                known[name] = value.DeepClone();
            }
        }
    }

    private JsonObject? Find(JsonObject piece)
    {
        if (source == ReasoningField.ThinkingBlocks)
        {
            return _items is [.., JsonObject open] && TextOf(open, "type") == "thinking"
                && TextOf(piece, "type") == "thinking" && string.IsNullOrEmpty(TextOf(open, "signature")) ? open : null;
        }

        if (piece["index"] is not { } index)
        {
            return null;
        }

        foreach (var item in _items)
        {
            if (item is JsonObject known && JsonNode.DeepEquals(known["index"], index)
                && JsonNode.DeepEquals(known["type"], piece["type"]))
            {
                return known;
            }
        }

        return null;
    }

    private static string? TextOf(JsonObject piece, string name) =>
        piece[name] is not JsonValue value ? null
        : value.TryGetValue<JsonElement>(out var element)
            ? element.ValueKind == JsonValueKind.String
            ? JsonText.Get(element)
            : null
        : value.TryGetValue<string>(out var text) ? text
        : null;
}
