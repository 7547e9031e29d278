using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Refuses options that the Responses API has no field for. Servers ignore them, which would look as if they had been
/// followed.
/// </summary>
internal static class ResponsesOptions
{
    public static void Check(ChatOptions? options, JsonObject? overrides)
    {
        if (options is null)
        {
            return;
        }

        Refuse(options.TopK is not null, nameof(options.TopK));
        Refuse(options.Seed is not null, nameof(options.Seed));
        Refuse(options.FrequencyPenalty is not (null or 0), nameof(options.FrequencyPenalty));
        Refuse(options.PresencePenalty is not (null or 0), nameof(options.PresencePenalty));
        Refuse(options.StopSequences is { Count: > 0 }, nameof(options.StopSequences));
        if (IsSet("response_format", options, overrides))
        {
            throw new ArgumentException(
                "The Responses API ignores 'response_format': use ChatOptions.ResponseFormat.", nameof(options));
        }

        if (options.Temperature is < 0 or > 2 or float.NaN)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Temperature, "ChatOptions.Temperature must be between 0 and 2.");
        }

        if (options.TopP is < 0 or > 1 or float.NaN)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.TopP, "ChatOptions.TopP must be between 0 and 1.");
        }

        if (options.MaxOutputTokens is < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxOutputTokens, "ChatOptions.MaxOutputTokens must not be negative.");
        }
    }

    /// <summary>Whether the caller set a field by its wire name, to something else than null or false.</summary>
    public static bool IsSet(string name, ChatOptions? options, JsonObject? overrides) =>
        overrides?[name] is not null
            || (options?.AdditionalProperties?.TryGetValue(name, out var value) is true
                && value is not (null or false)
                && value is not JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.False });

    /// <summary>A flag that the caller set by its wire name; null when it was not set.</summary>
    public static bool? FlagOf(string name, ChatOptions? options, JsonObject? overrides) =>
        overrides?[name] is JsonValue raw && raw.TryGetValue<bool>(out var flag) ? flag
        : options?.AdditionalProperties?.TryGetValue(name, out var value) is not true ? null
        : value switch
        {
            bool set => set,
            JsonElement { ValueKind: JsonValueKind.True } => true,
            JsonElement { ValueKind: JsonValueKind.False } => false,
            _ => null,
        };

    /// <summary>An id that the caller set by its wire name, as text or in an object; null when there is none.</summary>
    public static string? TextOf(string name, ChatOptions? options, JsonObject? overrides) =>
        overrides?[name] is { } raw ? IdOf(raw)
        : options?.AdditionalProperties?.TryGetValue(name, out var value) is not true ? null
        : value switch
        {
            string text => text,
            JsonElement element => element.Text() ?? element.Text("id"),
            JsonNode node => IdOf(node),
            _ => null,
        };

    private static string? IdOf(JsonNode node) =>
        (node as JsonValue ?? node["id"] as JsonValue)?.TryGetValue<string>(out var id) is true ? id : null;

    private static void Refuse(bool isSet, string name)
    {
        if (isSet)
        {
            throw ChatRequestValidator.Unsupported(
                $"ChatOptions.{name}",
                "the Responses API has no field for it; leave it unset, or use chat completions");
        }
    }
}
