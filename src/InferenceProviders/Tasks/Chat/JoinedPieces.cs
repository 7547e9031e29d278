using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Joins the pieces in which a stream brings a field of the message.</summary>
internal static class JoinedPieces
{
    /// <summary>
    /// Two lists become one; a list that repeats all that came before replaces it, as everything else does.
    /// </summary>
    public static byte[] Join(byte[] before, byte[] more) =>
        (JsonText.ParseNode(before), JsonText.ParseNode(more)) switch
    {
        (JsonArray kept, JsonArray items) when !Repeats(items, kept) => Bytes(Append(kept, items)),
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

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
