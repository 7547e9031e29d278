namespace InferenceProviders.Transport;

/// <summary>Takes secrets out of text that came from outside, in case a server echoed them.</summary>
internal static class Redactor
{
    private const string Hidden = "[redacted]";

    public static string Redact(string text, string? secret) =>
        secret is { Length: > 3 } && text.Contains(secret, StringComparison.Ordinal) ? text.Replace(secret, Hidden, StringComparison.Ordinal) : text;
}
