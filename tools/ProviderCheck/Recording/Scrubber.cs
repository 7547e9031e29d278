using System.Text.RegularExpressions;
using ProviderCheck.Checks;

namespace ProviderCheck.Recording;

/// <summary>
/// Replaces what must not be shared: the key or token of the check wherever it stands, what looks like another one, and
/// what servers say about an account. The prompts are the check's own.
/// </summary>
internal sealed partial class Scrubber(string? secret)
{
    private string Placeholder => secret?.StartsWith("hf_", StringComparison.Ordinal) == true ? "hf_TOKEN" : "KEY";

    public string Clean(string json)
    {
        if (secret is { Length: > 0 })
        {
            json = json.Replace(secret, Placeholder, StringComparison.Ordinal);
            if (secret.Length >= 8)
            {
                // Servers repeat the end of a key to name it.
                json = Regex.Replace(json, @"[\w-]*(\*{2,}|\.{3}|…)" + Regex.Escape(secret[^4..]), "KEY");
            }
        }

        json = json.Replace(ErrorChecks.WrongKey, Placeholder, StringComparison.Ordinal);
        json = KeyPattern().Replace(json, match => match.Value == Placeholder ? Placeholder : "KEY");
        json = AuthorizationPattern().Replace(json, match =>
            match.Value.EndsWith("hf_TOKEN\"", StringComparison.Ordinal)
            || match.Value.EndsWith("KEY\"", StringComparison.Ordinal) ? match.Value
            : "\"authorization\":\"Bearer KEY\"");
        json = EmailPattern().Replace(json, "user@example.com");
        json = AccountPattern().Replace(json, "$1XXXXXXXX");
        json = AddressPattern().Replace(json, "192.0.2.1");
        foreach (var name in (string[])[Environment.UserName, Environment.MachineName])
        {
            json = name.Length > 3 ? Regex.Replace(json, $@"\b{Regex.Escape(name)}\b", "user") : json;
        }

        return json;
    }

    /// <summary>Keys as providers write them: <c>hf_…</c>, <c>sk-…</c>, <c>gsk_…</c>, <c>r8_…</c>.</summary>
    [GeneratedRegex(@"\b(?:hf_|sk-|gsk_|csk-|fw_|r8_|pplx-|nvapi-|tgp_|xai-)[A-Za-z0-9_-]{5,}")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("\"authorization\":\"[^\"]*\"")]
    private static partial Regex AuthorizationPattern();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex EmailPattern();

    /// <summary>Accounts as errors name them: <c>org-abc123</c>, <c>user_01j…</c>, <c>project proj_…</c>.</summary>
    [GeneratedRegex(@"\b((?:org|user|acct|proj|team|tenant)[-_])[A-Za-z0-9]{6,}")]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"\b(?!127\.0\.0\.1\b)(?:\d{1,3}\.){3}\d{1,3}\b")]
    private static partial Regex AddressPattern();
}
