namespace InferenceProviders.Emulator.Models.Language;

/// <summary>Cuts texts without cutting a character in two.</summary>
internal static class Excerpt
{
    /// <summary>At most so many UTF-16 units.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length
            ? text
            : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>The same, with an ellipsis where something is missing.</summary>
    public static string Of(string text, int length) =>
        text.Length <= length ? text : Cut(text, length).TrimEnd() + "…";
}
