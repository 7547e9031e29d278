using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Shared;

/// <summary>
/// The texts in what is sent, however deep: a provider may repeat any of them in an error. Looked for only when there
/// is one.
/// </summary>
internal static class SentTexts
{
    public static IEnumerable<string> Of(object? value) => value switch
    {
        null => [],
        string text => [text],
        JsonValue node => node.TryGetValue<string>(out var text) ? [text] : [],
        JsonObject fields => fields.SelectMany(field => Of(field.Value)),
        JsonElement { ValueKind: JsonValueKind.String } element => [element.GetString()!],
        JsonElement { ValueKind: JsonValueKind.Array } element => element.EnumerateArray().SelectMany(item => Of(item)),
        JsonElement { ValueKind: JsonValueKind.Object } element =>
            element.EnumerateObject().SelectMany(field => Of(field.Value)),
        KeyValuePair<string, object?> pair => Of(pair.Value),
        KeyValuePair<string, IReadOnlyList<string>> column => column.Value,
        IEnumerable items => items.Cast<object?>().SelectMany(Of),
        _ => [],
    };
}
