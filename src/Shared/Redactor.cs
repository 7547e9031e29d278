namespace InferenceProviders.Shared;

/// <summary>Takes secrets out of text that came from outside, in case a server echoed them.</summary>
internal static class Redactor
{
    private const string Hidden = "[redacted]";
    private const int ShortestPart = 6;

    public static string Redact(string text, string? secret)
    {
        if (secret is not { Length: > 3 })
        {
            return text;
        }

        text = text.Replace(secret, Hidden, StringComparison.Ordinal);

        // Text that was cut for its length may end in the beginning of the secret.
        var end = text.AsSpan().TrimEnd("\u2026.");
        for (var length = Math.Min(secret.Length - 1, end.Length); length >= ShortestPart; length--)
        {
            if (end.EndsWith(secret.AsSpan(0, length), StringComparison.Ordinal))
            {
                return string.Concat(end[..^length], Hidden);
            }
        }

        return text;
    }
}
