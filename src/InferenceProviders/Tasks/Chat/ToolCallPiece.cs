using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>What one entry of <c>tool_calls</c> says: a whole call, or a piece of one.</summary>
internal struct ToolCallPiece
{
    public int? Index;
    public string? Id;
    public string? Name;
    public string? Arguments;

    /// <summary>What a provider wants back with the call (<see cref="CallExtras"/>); null for nothing.</summary>
    public AdditionalPropertiesDictionary? Extras;

    public readonly bool HasId => !string.IsNullOrEmpty(Id);

    public readonly bool HasName => !string.IsNullOrEmpty(Name);

    public readonly bool HasArguments => !string.IsNullOrWhiteSpace(Arguments);

    /// <summary>Whether it says nothing: Snowflake has an empty <c>function_call</c> in every message.</summary>
    public readonly bool IsEmpty => !HasId && !HasName && string.IsNullOrEmpty(Arguments);

    /// <summary>Whether its arguments are none, or what servers write in their place.</summary>
    public readonly bool IsPlaceholder => Arguments is null || IsPlaceholderText(Arguments);

    /// <summary>
    /// Whether its arguments can be the beginning of a JSON value: an object, a list, or an object that was encoded
    /// twice.
    /// </summary>
    public readonly bool BeginsValue => Arguments.AsSpan().TrimStart() is ['{' or '[' or '"', ..];

    /// <summary>
    /// Whether a text is what servers write before they know the arguments, and where a call has none: <c>{}</c>,
    /// <c>null</c> or nothing.
    /// </summary>
    public static bool IsPlaceholderText(string text) =>
        text.Length <= 8 && text.AsSpan().Trim() is "" or "{}" or "{ }" or "null";
}
