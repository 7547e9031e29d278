using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Joins the pieces in which a stream brings a field of the message.</summary>
internal static class JoinedPieces
{
    /// <summary>
    /// Two lists become one; a list that repeats all that came before replaces it. Of two objects the fields are taken
    /// together, and their texts joined, as OpenAI's audio wants it. Everything else is replaced.
    /// </summary>
    public static byte[] Join(byte[] before, byte[] more) =>
        (JsonText.ParseNode(before), JsonText.ParseNode(more)) switch
    {
        (JsonArray kept, JsonArray items) when !Repeats(items, kept) => Bytes(Append(kept, items)),
        (JsonObject kept, JsonObject fields) => Bytes(Merge(kept, fields)),
        _ => more,
    };

    /// <summary>
    /// Whether a list begins with all that another has. Lists of numbers (token ids) are never repetitions: tokens
    /// repeat.
    /// </summary>
    private static bool Repeats(JsonArray items, JsonArray kept)
    {
        if (items.Count < kept.Count || kept.Any(item => item?.GetValueKind() == JsonValueKind.Number))
        {
            return false;
        }

        for (var i = 0; i < kept.Count; i++)
        {
            if (!JsonNode.DeepEquals(items[i], kept[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonArray Append(JsonArray kept, JsonArray items)
    {
        foreach (var item in items)
        {
            kept.Add(item?.DeepClone());
        }

        return kept;
    }

    private static JsonObject Merge(JsonObject kept, JsonObject fields)
    {
        foreach (var (name, value) in fields)
        {
            if (name is "data" or "transcript" && value?.GetValueKind() == JsonValueKind.String
                && kept[name]?.GetValueKind() == JsonValueKind.String)
            {
                kept[name] = kept[name]!.GetValue<string>() + value.GetValue<string>();
            }
            else if (value is not null)
            {
                kept[name] = value.DeepClone();
            }
        }

        return kept;
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
