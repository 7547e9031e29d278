using InferenceProviders.Primitives;

namespace InferenceProviders.Options;

/// <summary>
/// A <see cref="DataPolicy"/> as it was when the router was made. Null means that it is not known.
/// </summary>
internal sealed record DataFacts
{
    /// <summary>The entry that says how Hugging Face itself treats what goes through its router.</summary>
    public const string HuggingFace = "huggingface";

    private readonly IReadOnlyDictionary<string, string> _quantizations;
    private readonly string? _quantization;

    /// <param name="policy">What the user says.</param>
    /// <param name="argument">What the policy is called in messages.</param>
    /// <exception cref="ArgumentException">Something in it is wrong.</exception>
    public DataFacts(DataPolicy policy, string argument)
    {
        Regions = policy.Regions is { Count: > 0 } regions ? Words(regions, argument) : null;
        Retention = policy.Retention is { } kept ? Validate.Retention(kept, argument) : null;
        TrainsOnData = policy.TrainsOnData;
        _quantization = policy.Quantization is null ? null : Word(policy.Quantization, argument);
        _quantizations = (policy.Quantizations ?? throw new ArgumentException(
            "Quantizations must not be null: leave it out for none.", argument)).ToDictionary(
            pair => pair.Key, pair => Word(pair.Value, argument), StringComparer.OrdinalIgnoreCase);
    }

    public string[]? Regions { get; private init; }

    public TimeSpan? Retention { get; private init; }

    public bool? TrainsOnData { get; private init; }

    public string? QuantizationOf(string model) => _quantizations.GetValueOrDefault(model) ?? _quantization;

    /// <summary>
    /// What holds for data that goes through Hugging Face to the provider: each of the two may keep it, and so on.
    /// </summary>
    public DataFacts Through(DataFacts router) => this with
    {
        Regions = Regions is null || router.Regions is null ? null
            : [.. Regions.Union(router.Regions, StringComparer.OrdinalIgnoreCase)],
        Retention = Retention is { } own && router.Retention is { } its ? Longer(own, its) : null,
        TrainsOnData = TrainsOnData is true || router.TrainsOnData is true ? true
            : TrainsOnData is null || router.TrainsOnData is null ? null
            : false,
    };

    /// <summary>Whether a time is at most another; for good is the longest.</summary>
    public static bool IsAtMost(TimeSpan time, TimeSpan most) =>
        most == Timeout.InfiniteTimeSpan || (time != Timeout.InfiniteTimeSpan && time <= most);

    /// <summary>Words of a user's own; empty ones are refused.</summary>
    public static string[] Words(IEnumerable<string> words, string argument) =>
        [.. words.Select(word => Word(word, argument)).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string Word(string? word, string argument) =>
        word?.Trim() is { Length: > 0 and <= 64 } trimmed && !trimmed.Any(char.IsControl) ? trimmed
            : throw new ArgumentException(
                "A region or a quantization must be a word of 1 to 64 characters, such as 'eu' or 'fp8'.", argument);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => IsAtMost(one, other) ? other : one;
}
