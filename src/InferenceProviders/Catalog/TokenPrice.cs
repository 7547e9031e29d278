namespace InferenceProviders.Catalog;

/// <summary>
/// A provider's price list for a model, in billionths of a US dollar a token: a dollar a million tokens is 1,000 of
/// them.
/// </summary>
internal sealed class TokenPrice(decimal inputPerMillion, decimal outputPerMillion)
{
    private const decimal NanosPerDollarPerMillion = 1000;

    private readonly double _input = (double)(inputPerMillion * NanosPerDollarPerMillion);
    private readonly double _output = (double)(outputPerMillion * NanosPerDollarPerMillion);

    public decimal InputPerMillion { get; } = inputPerMillion;

    public decimal OutputPerMillion { get; } = outputPerMillion;

    /// <summary>The price list in an offer; null when it lacks one of the two prices.</summary>
    public static TokenPrice? Of(ProviderOffer? offer) =>
        offer is { InputPrice: { } input, OutputPrice: { } output } ? new TokenPrice(input, output) : null;

    /// <summary>About what so many tokens cost; for comparing.</summary>
    public double Nanos(long input, long output) => (input * _input) + (output * _output);

    /// <summary>What so many tokens cost, rounded up to a whole nano-dollar; for accounts.</summary>
    public long NanosRoundedUp(long input, long output)
    {
        var nanos = ((input * InputPerMillion) + (output * OutputPerMillion)) * NanosPerDollarPerMillion;
        return nanos >= long.MaxValue ? long.MaxValue : (long)decimal.Ceiling(nanos);
    }
}
