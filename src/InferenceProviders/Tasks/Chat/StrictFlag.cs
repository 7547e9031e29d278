using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary><c>AdditionalProperties["strict"]</c>, which is for schemas and is written with them.</summary>
internal static class StrictFlag
{
    /// <summary>What a request asks for its functions and its schema.</summary>
    public static bool? Of(ChatOptions options) =>
        options.AdditionalProperties is { } properties && properties.TryGetValue("strict", out var value)
            ? value switch
            {
                bool flag => flag,
                JsonElement { ValueKind: JsonValueKind.True } => true,
                JsonElement { ValueKind: JsonValueKind.False } => false,
                null => null,
                _ => throw new ArgumentException("AdditionalProperties[\"strict\"] must be a bool.", nameof(options)),
            }
            : null;

    /// <summary>What is asked for one function: its own word wins, and null leaves the field out also where the options ask for strictness.</summary>
    public static bool? Of(AIFunctionDeclaration function, bool? otherwise) =>
        function.AdditionalProperties.TryGetValue("strict", out var own)
            ? own switch
            {
                bool asked => asked,
                JsonElement { ValueKind: JsonValueKind.True } => true,
                JsonElement { ValueKind: JsonValueKind.False } => false,
                _ => null,
            }
            : otherwise;
}
