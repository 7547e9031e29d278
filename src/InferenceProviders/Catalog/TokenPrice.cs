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

    /// <summary>The price list of what costs nothing.</summary>
    public static TokenPrice Free { get; } = new(0, 0);

    public bool IsFree => InputPerMillion == 0 && OutputPerMillion == 0;

    /// <summary>
    /// The price list in an offer; null when it lacks one of the two prices. What is free is so through Hugging Face's
    /// router: what the provider asks of its own customers for it is not known.
    /// </summary>
    public static TokenPrice? Of(ProviderOffer? offer, AuthMode mode) => offer switch
    {
        { IsFree: true } when mode == AuthMode.Routed => Free,
        { IsFree: true, InputPrice: 0, OutputPrice: 0 } => null,
        { InputPrice: { } input, OutputPrice: { } output } => new TokenPrice(input, output),
        _ => null,
    };

    /// <summary>About what so many tokens cost; for comparing.</summary>
    public double Nanos(long input, long output) => (input * _input) + (output * _output);

    /// <summary>What so many tokens cost, rounded up to a whole nano-dollar; for accounts.</summary>
    public long NanosRoundedUp(long input, long output)
    {
        var nanos = ((input * InputPerMillion) + (output * OutputPerMillion)) * NanosPerDollarPerMillion;
        return nanos >= long.MaxValue ? long.MaxValue : (long)decimal.Ceiling(nanos);
    }
}
