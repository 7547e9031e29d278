using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// Names for functions in what every provider accepts: at most 64 letters, digits, underscores and hyphens.
/// </summary>
internal static class FunctionName
{
    private const int MaxLength = 64;
    private const int HashLength = 8;

    private static readonly SearchValues<char> Accepted =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static string For(string tool) => Fit(tool);

    public static string For(string server, string tool) => Fit($"{server}_{tool}");

    /// <summary>The name with a number behind it.</summary>
    public static string Numbered(string name, int number)
    {
        var suffix = $"_{number}";
        return string.Concat(name.AsSpan(0, Math.Min(name.Length, MaxLength - suffix.Length)), suffix);
    }

    private static string Fit(string text)
    {
        if (text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Accepted))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            clean.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        }

        if (clean.Length <= MaxLength)
        {
            return clean.Length == 0 ? "tool" : clean.ToString();
        }

        // Long names often differ at their end only: a hash of the whole name keeps them apart, in every process alike.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
        return $"{clean.ToString(0, MaxLength - HashLength - 1)}_{hash}";
    }
}
