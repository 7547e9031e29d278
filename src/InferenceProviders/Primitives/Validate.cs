using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace InferenceProviders.Primitives;

/// <summary>
/// The rules for what may become part of a URL or a header. Each says what is wrong and what would be right.
/// </summary>
internal static class Validate
{
    private static readonly SearchValues<char> OrganizationChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private static readonly SearchValues<char> HeaderNameChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private static readonly FrozenSet<string> ReservedHeaders = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Authorization", "Connection", "Content-Length", "Content-Type", "Host",
            "Transfer-Encoding", "User-Agent", "X-HF-Bill-To");

    /// <summary>Lower-case letters, digits and hyphens; upper case is folded.</summary>
    public static string ProviderName(string? name, string argument)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        var folded = name.ToLowerInvariant();
        if (!IsProviderName(folded))
        {
            throw new ArgumentException(
                $"'{Printable(name)}' is not a provider name: use lower-case letters, digits and hyphens, as in "
                + $"'fal-ai'.",
                argument);
        }

        return folded;
    }

    /// <summary>Whether a name that came from outside is a provider's.</summary>
    public static bool IsProviderName(string name)
    {
        // By hand: names are short, and vectorized code for such a set would be compiled in every program that starts.
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')
            {
                return false;
            }
        }

        return name.Length is > 0 and <= 64;
    }

    /// <summary>A user or organization name of the Hub; it goes into a header.</summary>
    public static string Organization(string name, string argument)
    {
        if (name.Length is 0 or > 96 || name.AsSpan().ContainsAnyExcept(OrganizationChars))
        {
            throw new ArgumentException(
                $"'{Printable(name)}' is not an organization name: use letters, digits, '-', '_' and '.'.", argument);
        }

        return name;
    }

    /// <summary>
    /// A token or key: visible ASCII only, since it goes into a header. It is never part of the message.
    /// </summary>
    public static string Secret(string secret, string argument)
    {
        var trimmed = secret.Trim();
        if (trimmed.Length > 0 && (IsWrapper(trimmed[0]) || IsWrapper(trimmed[^1])))
        {
            throw new ArgumentException(
                $"The token or key begins or ends with '{(IsWrapper(trimmed[0]) ? trimmed[0] : trimmed[^1])}': remove "
                    + "quotation marks and brackets.",
                    argument);
        }

        if (trimmed.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || trimmed.StartsWith("Key ", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                "The token or key begins with an authentication scheme, such as 'Bearer': remove the scheme.",
                argument);
        }

        if (trimmed.Length == 0 || trimmed.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException(
                "The token or key is empty, or contains spaces, line breaks or non-ASCII characters.", argument);
        }

        return trimmed;
    }

    /// <summary>
    /// The Hugging Face token: a <see cref="Secret"/> that is not somebody else's, as its beginning tells.
    /// </summary>
    public static string HubToken(string token, string argument)
    {
        var secret = Secret(token, argument);
        return secret.StartsWith("hf_", StringComparison.Ordinal) ? secret : NotOfOthers(secret, argument);
    }

    private static bool IsWrapper(char letter) => letter is '"' or '\'' or '`' or '<' or '>' or '{' or '}';

    private static string NotOfOthers(string secret, string argument)
    {
        foreach (var (prefix, owner) in (ReadOnlySpan<(string, string)>)[
            ("sk-ant-", "Anthropic"), ("sk-or-", "OpenRouter"), ("sk-", "OpenAI"), ("gsk_", "groq"),
                ("r8_", "replicate"), ("csk-", "cerebras"), ("nvapi-", "nvidia"), ("fw_", "fireworks-ai"),
            ("xai-", "xAI"), ("ghp_", "GitHub"), ("AIza", "Google")])
        {
            if (secret.StartsWith(prefix, StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"A key that begins with '{prefix}' belongs to {owner} and is not a Hugging Face token ('hf_…', "
                        + $"https://huggingface.co/settings/tokens): "
                    + "put the key of a provider into InferenceProvidersOptions.ProviderKeys.",
                    argument);
            }
        }

        return secret;
    }

    /// <summary>An absolute address that a secret is sent to: https, or http on loopback.</summary>
    public static Uri KeyedAddress(Uri address, string argument)
    {
        HttpAddress(address, argument);
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw new ArgumentException(
                $"'{address.GetLeftPart(UriPartial.Authority)}' would receive a token over plain http: use https "
                + $"(http is accepted on loopback only).",
                argument);
        }

        if (address.Query.Length > 0)
        {
            throw new ArgumentException(
                $"'{address.GetLeftPart(UriPartial.Path)}' must be a base address without a query.", argument);
        }

        return address;
    }

    /// <summary>An absolute http or https address without user info or fragment.</summary>
    public static Uri HttpAddress(Uri address, string argument)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException("The address must be an absolute https or http URL.", argument);
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            throw new ArgumentException(
                $"'{address.Scheme}://{address.Authority}' must not carry a user name, a password or a fragment.",
                argument);
        }

        return address;
    }

    /// <summary>
    /// A header that a provider wants on every request, and that is none of those which the exchange itself sets.
    /// </summary>
    public static void Header(string name, string value, string argument)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(HeaderNameChars) || ReservedHeaders.Contains(name))
        {
            throw new ArgumentException(
                $"'{Printable(name)}' cannot be a header of a provider: use letters, digits and hyphens, and none of "
                + $"{string.Join(", ", ReservedHeaders.Order(StringComparer.Ordinal))}.",
                argument);
        }

        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException(
                $"The value of the header '{name}' contains line breaks or non-ASCII characters.", argument);
        }
    }

    /// <summary>Zero, negative and over-long times are refused; infinite is allowed.</summary>
    public static TimeSpan Duration(TimeSpan value, string argument)
    {
        if (value != Timeout.InfiniteTimeSpan && (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                argument, value,
                "The time must be greater than zero and at most 24 days, or Timeout.InfiniteTimeSpan for no limit.");
        }

        return value;
    }

    /// <summary>How long something is kept: zero or more, or infinite for good.</summary>
    public static TimeSpan Retention(TimeSpan value, string argument) =>
        value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value
            : throw new ArgumentOutOfRangeException(
                argument, value, "The time must not be negative; use Timeout.InfiniteTimeSpan for no limit.");

    /// <summary>The length of vectors: over zero, or null for the model's own.</summary>
    public static void Dimensions(int? dimensions)
    {
        if (dimensions is <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimensions), dimensions, "The number of dimensions must be greater than zero.");
        }
    }

    public static int Count(int value, int least, int most, string argument)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(argument, value, $"The number must be between {least} and {most}.");
        }

        return value;
    }

    public static long Size(long value, string argument)
    {
        if (value < 1024)
        {
            throw new ArgumentOutOfRangeException(argument, value, "The limit must be at least 1024 bytes.");
        }

        return value;
    }

    /// <summary>
    /// Cuts what a caller gave, and shows what breaks, turns or hides text, before it goes into a message.
    /// </summary>
    public static string Printable(string text)
    {
        var shown = text.Length > 80 ? string.Concat(text.AsSpan(0, 80), "…") : text;
        return string.Create(shown.Length, shown, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = IsInvisible(source[i]) ? '\uFFFD' : source[i];
            }
        });
    }

    private static bool IsInvisible(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
