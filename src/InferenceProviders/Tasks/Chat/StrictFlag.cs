using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The additional property <c>strict</c> of options and of tools: whether a schema must be followed to the letter.
/// </summary>
internal static class StrictFlag
{
    public const string Name = "strict";

    /// <summary>What a request asks for its functions and its schema; null when it does not say.</summary>
    /// <exception cref="ArgumentException">It is not a truth value.</exception>
    public static bool? Of(ChatOptions options) => Read(options.AdditionalProperties?.GetValueOrDefault(Name));

    /// <summary>
    /// What a request asks for its schema: where a caller can say it for the schema alone, as Semantic Kernel's
    /// <c>response_format</c> does, that wins.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a truth value.</exception>
    public static bool? OfSchema(ChatOptions options) =>
        options.AdditionalProperties?.TryGetValue(OwnProperties.Prefix + "strict_schema", out var own) is true
            ? Read(own)
            : Of(options);

    /// <summary>
    /// What is asked for one function: its own word wins, and null leaves the field out also where the options ask for
    /// strictness.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a truth value.</exception>
    public static bool? Of(AIFunctionDeclaration function, bool? otherwise) =>
        function.AdditionalProperties.TryGetValue(Name, out var own) ? Read(own) : otherwise;

    private static bool? Read(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        JsonValue node when node.TryGetValue<bool>(out var flag) => flag,
        _ => throw new ArgumentException($"AdditionalProperties[\"{Name}\"] must be a bool."),
    };
}
