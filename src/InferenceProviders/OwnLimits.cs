using System.Collections.Frozen;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>Checks the users' own rate limits.</summary>
internal static class OwnLimits
{
    /// <summary>The limits by account, or by account and model with a slash between.</summary>
    /// <exception cref="ArgumentException">A number or a name is wrong; the message names it.</exception>
    public static FrozenDictionary<string, RateLimit> Check(IDictionary<string, RateLimit> limits, string argument) =>
        limits.Freeze(
            name => Name(name, argument),
            (name, limit) => Check(
                limit ?? throw new ArgumentException(
                    "A limit must not be null: remove the entry.", $"{argument}:{name}"),
                $"{argument}:{name}"));

    /// <summary>A copy, so that later changes of the user's have no effect.</summary>
    public static RateLimit Check(RateLimit limit, string argument) =>
        limit is { RequestsPerMinute: null, TokensPerMinute: null, ConcurrentCalls: null, Limiter: null }
            ? throw new ArgumentException(
                "The rate limit is empty: set RequestsPerMinute, TokensPerMinute or ConcurrentCalls.", argument)
            : limit.RequestsPerMinute < 1 || limit.TokensPerMinute < 1 || limit.ConcurrentCalls < 1
            ? throw new ArgumentException("Each number of a rate limit must be at least 1.", argument)
            : limit with { };

    private static string Name(string name, string argument) =>
        name.Length > 0 && name[0] != '/' && name[^1] != '/' && !name.Any(char.IsWhiteSpace) ? name
            : throw new ArgumentException(
                $"'{Validate.Printable(name)}' is not an account: write a provider ('groq'), 'huggingface' or a host "
                    + "with its port, and '/' with a model behind it for that model alone.",
                argument);
}
