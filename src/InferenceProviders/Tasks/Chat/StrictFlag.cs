using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Tasks.Chat;

/// <summary>The additional property <c>strict</c> of options and of tools: whether a schema must be followed to the letter.</summary>
internal static class StrictFlag
{
    public const string Name = "strict";

    /// <summary>Null when there is none.</summary>
    /// <exception cref="ArgumentException">It is not a truth value.</exception>
    public static bool? Read(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        JsonValue node when node.TryGetValue<bool>(out var flag) => flag,
        _ => throw new ArgumentException($"AdditionalProperties[\"{Name}\"] must be a bool."),
    };
}
