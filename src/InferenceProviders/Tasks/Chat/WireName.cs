namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Names of schemas and authors, in the characters that OpenAI-style servers accept: letters, digits, <c>_</c> and
/// <c>-</c>.
/// </summary>
internal static class WireName
{
    /// <summary>Whether servers take a name as it is: <c>^[a-zA-Z0-9_-]{1,N}$</c>.</summary>
    public static bool IsValid(string name, int maxLength) =>
        name.Length > 0 && name.Length <= maxLength && IsClean(name);

    public static string Sanitize(string name, int maxLength)
    {
        var length = Math.Min(name.Length, maxLength);
        return length == name.Length && IsClean(name)
            ? name
            : string.Create(length, name, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = IsAllowed(source[i]) ? source[i] : '_';
                }
            });
    }

    private static bool IsClean(string name)
    {
        foreach (var c in name)
        {
            if (!IsAllowed(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
