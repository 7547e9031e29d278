using System.Collections.Frozen;
using InferenceProviders.Primitives;

namespace InferenceProviders.Catalog;

/// <summary>
/// The user's prices by provider and model. The entry for both wins, then that for the model, then that for the
/// provider.
/// </summary>
internal sealed class PriceTable
{
    private const decimal Highest = 1_000_000m;
    private const int LongestModel = 256;

    /// <summary>By provider, and then by model; a name that is empty stands for all.</summary>
    private readonly FrozenDictionary<string, Dictionary<string, UnitPrices>> _prices;

    /// <exception cref="ArgumentException">An entry makes no sense, or comes twice.</exception>
    public PriceTable(IList<ModelPrice> prices, Func<string, string, string> host, string argument)
    {
        if (prices.Count == 0)
        {
            _prices = FrozenDictionary<string, Dictionary<string, UnitPrices>>.Empty;
            return;
        }

        var table = new Dictionary<string, Dictionary<string, UnitPrices>>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < prices.Count; i++)
        {
            var named = $"{argument}:{i}";
            var price = prices[i] ?? throw new ArgumentException("A price must not be null: remove the entry.", named);
            var (provider, model) = Key(price, host, named);
            if (!table.TryGetValue(provider, out var models))
            {
                models = table[provider] = new(StringComparer.OrdinalIgnoreCase);
            }

            if (!models.TryAdd(model, new UnitPrices(Checked(price, named))))
            {
                throw new ArgumentException("There is already an entry for this model and this provider.", named);
            }
        }

        _prices = table.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<string> Providers => _prices.Keys.Where(name => name.Length > 0);

    /// <summary>What a model costs at a provider; null when the table does not say.</summary>
    /// <param name="provider">The provider, or an endpoint's host.</param>
    /// <param name="model">The model's id on the Hub, or its name at the endpoint.</param>
    public UnitPrices? Find(string provider, string model)
    {
        if (_prices.Count == 0)
        {
            return null;
        }

        var own = _prices.GetValueOrDefault(provider);
        return own?.GetValueOrDefault(model) ?? _prices.GetValueOrDefault("")?.GetValueOrDefault(model)
            ?? own?.GetValueOrDefault("");
    }

    private static (string Provider, string Model) Key(
        ModelPrice price, Func<string, string, string> host, string argument)
    {
        if (string.IsNullOrEmpty(price.Provider) && string.IsNullOrEmpty(price.Model))
        {
            throw new ArgumentException("A price must name a Model, a Provider, or both.", argument);
        }

        if (price.Model is { Length: > LongestModel } || price.Model?.Any(char.IsControl) is true)
        {
            throw new ArgumentException(
                $"The name of a model must have at most {LongestModel} visible characters.", argument);
        }

        return (
            string.IsNullOrEmpty(price.Provider) ? "" : host(price.Provider, argument).ToLowerInvariant(),
            price.Model?.ToLowerInvariant() ?? "");
    }

    private static ModelPrice Checked(ModelPrice price, string argument)
    {
        ReadOnlySpan<decimal?> all =
        [
            price.InputPrice, price.OutputPrice, price.ImagePrice, price.VideoSecondPrice, price.CharacterPrice,
            price.AudioMinutePrice, price.RequestPrice,
        ];
        var count = 0;
        foreach (var one in all)
        {
            count += one is null ? 0 : 1;
            if (one is < 0 or > Highest)
            {
                throw new ArgumentException(
                    $"A price must be between 0 and {Highest:N0} US dollars, and not {Validate.Printable($"{one}")}.",
                    argument);
            }
        }

        return count > 0 ? price with { }
            : throw new ArgumentException(
                "No price is set: where nothing is charged, set the price that applies to 0.", argument);
    }
}
