using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace AspNetCoreChat.Wire;

/// <summary>
/// Strikes secrets out: headers that carry them, what was in such a header wherever else it stands, parameters of
/// addresses and members of JSON whose names say that they are secret.
/// </summary>
internal sealed partial class WireSecrets(HttpRequestHeaders headers)
{
    private const string Struck = "(struck out)";

    private readonly string[] _values = [
        .. headers.Where(static header => IsSecret(header.Key)).SelectMany(static header => header.Value)
            .Select(static value => value[(value.IndexOf(' ') + 1)..]).Where(static value => value.Length >= 4)];

    public string Strike(string text)
    {
        foreach (var value in _values)
        {
            text = text.Replace(value, Struck, StringComparison.Ordinal);
        }

        return SecretMember.Replace(SecretParameter.Replace(text, $"$1{Struck}"), $"$1{Struck}\"");
    }

    public IReadOnlyDictionary<string, string> Strike(
        IReadOnlyList<KeyValuePair<string, IEnumerable<string>>> headers) =>
        headers.GroupBy(static header => header.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(
            static header => header.Key,
            header => IsSecret(header.Key)
                ? Struck
                : Strike(string.Join(", ", header.SelectMany(static one => one.Value))));

    private static bool IsSecret(string name) => SecretName.IsMatch(name);

    [GeneratedRegex("auth|key|token|secret|cookie|signature|credential", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName { get; }

    [GeneratedRegex(
        "([?&][^=&#\\s]*(?:auth|key|token|secret|sig|credential)[^=&#\\s]*=)[^&#\\s\"]+", RegexOptions.IgnoreCase)]
    private static partial Regex SecretParameter { get; }

    [GeneratedRegex(
        """("(?:authorization|[\w-]*(?:api[_-]?key|secret|password|access[_-]?token))"\s*:\s*")(?:[^"\\]|\\.)*"?""",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretMember { get; }
}
