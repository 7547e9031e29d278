using System.Globalization;

namespace InferenceProviders;

/// <summary>
/// An amount of money that calls together may cost. Before an attempt is sent, the most that it can cost by the
/// catalog's prices is reserved; afterwards the reservation is replaced by what it did cost. An attempt that does not
/// fit any more is not sent (<see cref="InferenceErrorKind.SpendLimitReached"/>), so that the limit holds however many
/// calls run at once. One limit may be shared by routers, keys and calls. Thread-safe.
/// </summary>
/// <remarks>
/// The most that a chat can cost follows from its size and from <c>ChatOptions.MaxOutputTokens</c>; without the latter,
/// from the model's context, which is much more. What may have been billed although nobody counted it (a stream that
/// was abandoned, a connection that broke) counts with its whole reservation. A provider that charges more than the
/// catalog says can exceed the limit by that difference.
/// </remarks>
public sealed class SpendLimit
{
    private const decimal Nano = 1_000_000_000m;

    private readonly long _limit;
    private readonly Account _account;

    /// <summary>Creates a limit of which nothing is spent yet.</summary>
    /// <param name="usDollars">0…9,000,000,000 US dollars; kept to a billionth.</param>
    public SpendLimit(decimal usDollars)
        : this(
            usDollars is >= 0 and <= 9_000_000_000m ? (long)(usDollars * Nano)
                : throw new ArgumentOutOfRangeException(
                    nameof(usDollars), usDollars, "The limit must be 0 to 9,000,000,000 US dollars."),
            new Account())
    {
    }

    private SpendLimit(long limit, Account account)
    {
        _limit = limit;
        _account = account;
    }

    /// <summary>
    /// Whether attempts may be sent whose price is not known: tasks other than chat, endpoints, and providers without a
    /// price in the catalog. They count only if the provider reports their cost. Default: no, because they could cost
    /// anything.
    /// </summary>
    public bool AllowUnpriced { get; init; }

    /// <summary>The limit in US dollars.</summary>
    public decimal Limit => _limit / Nano;

    /// <summary>What was spent, in US dollars.</summary>
    public decimal Spent
    {
        get
        {
            lock (_account)
            {
                return _account.Spent / Nano;
            }
        }
    }

    /// <summary>What is reserved for attempts under way, in US dollars.</summary>
    public decimal Reserved
    {
        get
        {
            lock (_account)
            {
                return _account.Reserved / Nano;
            }
        }
    }

    /// <summary>
    /// This limit where another one was before: what was spent and is reserved there counts here too. A limit of which
    /// something is spent already is one that is shared, and stays as it is.
    /// </summary>
    internal SpendLimit After(SpendLimit? previous) =>
        previous is null || ReferenceEquals(previous, this) || Spent > 0 || Reserved > 0 ? this
            : new SpendLimit(_limit, previous._account) { AllowUnpriced = AllowUnpriced };

    internal bool TryReserve(long nanos)
    {
        lock (_account)
        {
            if (nanos > _limit - _account.Spent - _account.Reserved)
            {
                return false;
            }

            _account.Reserved += nanos;
            return true;
        }
    }

    internal void Settle(long reserved, long spent)
    {
        lock (_account)
        {
            _account.Reserved -= reserved;
            _account.Spent = checked(_account.Spent + spent);
        }
    }

    /// <summary>What is spent, of how much.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Spent} of {Limit} US dollars spent");

    /// <summary>What is spent and reserved, in nano-dollars. It is its own lock.</summary>
    private sealed class Account
    {
        public long Spent { get; set; }

        public long Reserved { get; set; }
    }
}
