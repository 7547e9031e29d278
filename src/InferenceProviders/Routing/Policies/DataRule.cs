using InferenceProviders.Options;
using InferenceProviders.Primitives;

namespace InferenceProviders.Routing.Policies;

/// <summary>What a call requires of how its data is treated; what is not known counts as no. Immutable.</summary>
internal sealed class DataRule
{
    private readonly string[]? _regions;
    private readonly TimeSpan? _maxRetention;
    private readonly bool _noTraining;
    private readonly string[]? _quantizations;

    private DataRule(string[]? regions, TimeSpan? maxRetention, bool noTraining, string[]? quantizations)
    {
        _regions = regions;
        _maxRetention = maxRetention;
        _noTraining = noTraining;
        _quantizations = quantizations;
    }

    /// <summary>The rule that options ask for; null when they ask for nothing.</summary>
    /// <exception cref="ArgumentException">They make no sense.</exception>
    public static DataRule? Of(DataRequirements? options)
    {
        if (options is null)
        {
            return null;
        }

        var regions = Words(options.Regions, nameof(options.Regions));
        var retention = options.MaxRetention is { } most
            ? Validate.Retention(most, nameof(options.MaxRetention)) : (TimeSpan?)null;
        var quantizations = Words(options.Quantizations, nameof(options.Quantizations));
        return regions is null && retention is null && options.NoTraining is not true && quantizations is null ? null
            : new(regions, retention, options.NoTraining is true, quantizations);
    }

    /// <summary>What both ask for.</summary>
    public static DataRule? Both(DataRule? one, DataRule? other) =>
        one is null ? other : other is null ? one : new(
            Common(one._regions, other._regions),
            one._maxRetention is { } first && other._maxRetention is { } second
                ? DataFacts.IsAtMost(first, second) ? first : second
                : one._maxRetention ?? other._maxRetention,
            one._noTraining || other._noTraining,
            Common(one._quantizations, other._quantizations));

    /// <summary>Whether data may go where a route leads.</summary>
    public Exclusion Check(Route route) =>
        CheckRegions(route.Data) is var byRegion and not Exclusion.None ? byRegion
        : CheckUse(route.Data) is var byUse and not Exclusion.None ? byUse
        : CheckQuantization(route.Data, route.ModelId ?? route.ProviderModel);

    private Exclusion CheckRegions(DataFacts? facts)
    {
        if (_regions is null)
        {
            return Exclusion.None;
        }

        if (facts?.Regions is not { } regions)
        {
            return Exclusion.RegionUnknown;
        }

        foreach (var region in regions)
        {
            if (!Contains(_regions, region))
            {
                return Exclusion.OtherRegion;
            }
        }

        return Exclusion.None;
    }

    private Exclusion CheckUse(DataFacts? facts) =>
        _maxRetention is { } most && facts?.Retention is not { } ? Exclusion.RetentionUnknown
        : _maxRetention is { } limit && !DataFacts.IsAtMost(facts!.Retention!.Value, limit) ? Exclusion.RetainsData
        : !_noTraining || facts?.TrainsOnData is false ? Exclusion.None
        : facts?.TrainsOnData is true ? Exclusion.TrainsOnData
        : Exclusion.TrainingUnknown;

    private Exclusion CheckQuantization(DataFacts? facts, string model) =>
        _quantizations is null ? Exclusion.None
        : facts?.QuantizationOf(model) is not { } quantization ? Exclusion.QuantizationUnknown
        : Contains(_quantizations, quantization) ? Exclusion.None
        : Exclusion.OtherQuantization;

    private static string[]? Words(IList<string>? words, string argument) =>
        words is null ? null
        : words.Count > 0 ? DataFacts.Words(words, argument)
        : throw new ArgumentException("The list is empty: leave it out if it does not matter.", argument);

    private static string[]? Common(string[]? one, string[]? other) =>
        one is null ? other : other is null ? one : [.. one.Intersect(other, StringComparer.OrdinalIgnoreCase)];

    private static bool Contains(string[] words, string word)
    {
        foreach (var one in words)
        {
            if (one.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
