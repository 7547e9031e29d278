using Microsoft.Extensions.AI;

namespace InferenceProviders.Catalog;

/// <summary>The prices of a model at a provider, as the user's table has them.</summary>
internal sealed class UnitPrices(ModelPrice price)
{
    private const decimal Nano = 1_000_000_000m;
    private const decimal Million = 1_000_000m;

    /// <summary>The prices of a chat's tokens; null where they are not among them.</summary>
    public TokenPrice? Tokens { get; } = price is { InputPrice: { } input, OutputPrice: { } output }
        ? new TokenPrice(input, output)
        : null;

    /// <summary>What each request costs besides, in nano-dollars.</summary>
    public decimal RequestNanos => (price.RequestPrice ?? 0) * Nano;

    /// <summary>What a chat costs, in nano-dollars; null where its tokens have no price.</summary>
    public long? Chat(long input, long output) =>
        Tokens is { } tokens ? Sum(tokens.NanosRoundedUp(input, output) + RequestNanos)
        : price is { InputPrice: null, OutputPrice: null, RequestPrice: not null } ? Sum(RequestNanos)
        : null;

    /// <summary>
    /// What a request of another task costs, in nano-dollars; null with the reason when that is not known.
    /// </summary>
    /// <param name="amounts">How much is in it.</param>
    /// <param name="usage">What was counted; null before it is sent.</param>
    /// <param name="problem">Why it is not known.</param>
    public long? Task(RequestAmounts amounts, UsageDetails? usage, out string problem)
    {
        var (total, count, unknown) = (0m, 0, (string?)null);
        Add(price.RequestPrice, 1, "");
        Add(price.ImagePrice, amounts.Images, "how many images there will be");
        Add(price.VideoSecondPrice, amounts.VideoSeconds, "how long the video will be");
        Add(price.CharacterPrice / Million, amounts.Characters, "how many characters there are");
        Add(price.AudioMinutePrice / 60, amounts.AudioSeconds, "how long the recording is");
        Add(price.InputPrice / Million, usage?.InputTokenCount ?? amounts.TextBytes, "how long the texts are");
        Add(price.OutputPrice / Million, usage?.OutputTokenCount, "how long the answer is");
        problem = unknown is not null ? $"{unknown} is not known"
            : count == 0 ? $"{nameof(InferenceProvidersOptions.Prices)} has no price by which it is charged"
            : "";
        return problem.Length == 0 ? Sum(total * Nano) : null;

        void Add(decimal? unit, double? amount, string what)
        {
            if (unit is not { } dollars || amount is not { } number)
            {
                return;
            }

            count++;
            if (double.IsNaN(number))
            {
                // What costs nothing costs nothing, however much of it there is.
                unknown ??= dollars == 0 ? null : what;
            }
            else
            {
                total += dollars * (decimal)Math.Min(number, 1e15);
            }
        }
    }

    private static long Sum(decimal nanos) => nanos >= long.MaxValue ? long.MaxValue : (long)decimal.Ceiling(nanos);
}
