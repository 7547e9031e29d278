using System.Globalization;
using InferenceProviders.Primitives;
using InferenceProviders.Spending;

namespace InferenceProviders;

/// <summary>
/// An amount of money that calls together may cost, for good or in a period. Before an attempt is sent, the most that
/// it can cost is reserved; afterwards the reservation is replaced by what it did cost. An attempt that does not fit
/// any more is not sent (<see cref="InferenceErrorKind.SpendLimitReached"/>), so that the limit holds no matter how
/// many calls run at once. One limit may be shared by routers, keys and calls. Thread-safe.
/// </summary>
/// <remarks>
/// The most that a chat can cost follows from its size and from <c>ChatOptions.MaxOutputTokens</c>; without the latter,
/// from the model's context, which is much more. What may have been billed although nobody counted it (a stream that
/// was abandoned, a connection that broke) counts with its whole reservation. A provider that charges more than the
/// prices say can exceed the limit by that difference. What was begun in one day or month counts there, also when it
/// ends in the next.
/// </remarks>
public sealed class SpendLimit
{
    internal const decimal Largest = 9_000_000_000m;

    private const decimal NanosPerDollar = 1_000_000_000m;
    private const int LongestName = 128;

    private readonly double[] _alertAt = [];
    private readonly string[] _whenSpent = [];
    private SpendAccount? _account;

    /// <summary>Creates a limit of which nothing is spent yet.</summary>
    /// <param name="usDollars">US dollars, from 0 to 9,000,000,000; kept to a billionth.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or over 9,000,000,000.</exception>
    public SpendLimit(decimal usDollars) =>
        Nanos = usDollars is >= 0 and <= Largest ? (long)(usDollars * NanosPerDollar)
            : throw new ArgumentOutOfRangeException(
                nameof(usDollars), usDollars, "The limit must be between 0 and 9,000,000,000 US dollars.");

    private SpendLimit(SpendLimit other, SpendAccount account)
    {
        Nanos = other.Nanos;
        Name = other.Name;
        Period = other.Period;
        TimeProvider = other.TimeProvider;
        Parent = other.Parent;
        AllowUnpriced = other.AllowUnpriced;
        OnAlert = other.OnAlert;
        Keeper = other.Keeper;
        _alertAt = other._alertAt;
        _whenSpent = other._whenSpent;
        _account = account;
    }

    /// <summary>
    /// What it is called in errors, alerts and logs: 1 to 128 visible characters, such as <c>tenant:4711</c>. Null: it
    /// has no name. Where routers share (<see cref="InferenceProvidersOptions.Sharing"/>), limits with the same name
    /// and period are one. The limit of a router is then called <c>router</c> unless it has a name, those of accounts
    /// <c>account:groq</c>; other limits without a name are not shared.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty, too long, or contains control characters.</exception>
    public string? Name
    {
        get;
        init => field = value is null || (value.Length is > 0 and <= LongestName && !value.Any(char.IsControl)) ? value
            : throw new ArgumentException(
                $"The name of a limit must have 1 to {LongestName} visible characters.", nameof(Name));
    }

    /// <summary>
    /// The period in which the amount may be spent, again and again. Null, the default: it is for good.
    /// </summary>
    public SpendPeriod? Period { get; init; }

    /// <summary>The clock of the period. Null, the default: that of the first router whose call counts here.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>
    /// The level above, of a user the tenant, of a tenant the application. A call counts against all levels, and is
    /// sent only where it fits into all. Null, the default: there is none.
    /// </summary>
    public SpendLimit? Parent { get; init; }

    /// <summary>
    /// Whether attempts may be sent whose price is not known, because neither the catalog nor
    /// <see cref="InferenceProvidersOptions.Prices"/> has one: the catalog has none for tasks other than chat and for
    /// endpoints. They count only if the provider reports their cost. Default: no, because they could cost anything.
    /// </summary>
    public bool AllowUnpriced { get; init; }

    /// <summary>
    /// The shares at which <see cref="OnAlert"/> is called, and a warning logged: each over 0 and at most 1, such as
    /// 0.5 and 0.9. Amounts that are only reserved do not count. Default: none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A share is out of that range.</exception>
    public IReadOnlyList<double> AlertAt
    {
        get => _alertAt;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(AlertAt));
            _alertAt = [.. value.Distinct().Order()];
            if (!_alertAt.All(share => share is > 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(AlertAt), string.Join(", ", value),
                    "Each share must be greater than 0 and at most 1, for example 0.9.");
            }
        }
    }

    /// <summary>
    /// Is called once a period for each share in <see cref="AlertAt"/>, on the thread of the call that reaches it: it
    /// should be quick. What it throws is logged, and does not concern the call. Null for none.
    /// </summary>
    public Action<SpendAlert>? OnAlert { get; init; }

    /// <summary>
    /// The models to ask, in order, for a call that does not fit any more: cheaper ones, or free ones. Each is a model
    /// as a client takes it. Default: none, and the call fails with
    /// <see cref="InferenceErrorKind.SpendLimitReached"/>.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is not a model.</exception>
    public IReadOnlyList<string> WhenSpent
    {
        get => _whenSpent;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(WhenSpent));
            _whenSpent = [.. value];
            if (Array.FindIndex(_whenSpent, model => !ModelReference.TryParse(model, out _)) is >= 0 and var wrong)
            {
                // It may be a URL with a secret in it.
                throw new ArgumentException(
                    $"The entry at index {wrong} is not a model: write 'org/name', 'org/name:cheapest' or an endpoint "
                        + "URL.",
                    nameof(WhenSpent));
            }
        }
    }

    /// <summary>The limit in US dollars.</summary>
    public decimal Limit => Nanos / NanosPerDollar;

    /// <summary>What was spent, in US dollars; of a limit with a period, in the period of the moment.</summary>
    public decimal Spent => Read().Spent / NanosPerDollar;

    /// <summary>What is reserved for attempts under way, in US dollars.</summary>
    public decimal Reserved => Read().Reserved / NanosPerDollar;

    /// <summary>When the day or the month ends; null for a limit without one.</summary>
    public DateTimeOffset? PeriodEnds => Read().Span?.End;

    internal long Nanos { get; }

    /// <summary>Who has to know that money is counted here; null for nobody.</summary>
    internal ISpendKeeper? Keeper { get; set; }

    /// <summary>What is spent and reserved; limits may share it.</summary>
    internal SpendAccount Account =>
        _account ?? Interlocked.CompareExchange(ref _account, new SpendAccount(Period, TimeProvider), null) ?? _account;

    /// <summary>A limit like this one, of which nothing is spent.</summary>
    internal SpendLimit With(string name, decimal usDollars, SpendLimit? parent) => new(usDollars)
    {
        Name = name,
        Period = Period,
        TimeProvider = TimeProvider,
        Parent = parent,
        AllowUnpriced = AllowUnpriced,
        OnAlert = OnAlert,
        AlertAt = _alertAt,
        WhenSpent = _whenSpent,
    };

    /// <summary>
    /// This limit where another one was before: what was spent and is reserved there counts here too. A limit of which
    /// something is spent already is one that is shared, and stays as it is.
    /// </summary>
    internal SpendLimit After(SpendLimit? previous)
    {
        if (previous is null || ReferenceEquals(previous, this) || Read() is not (0, 0, _))
        {
            return this;
        }

        var account = previous.Account;
        return new SpendLimit(this, account.Period == Period ? account : account.Continue(Period, TimeProvider));
    }

    /// <summary>Counts on another account, which goes on from the one before.</summary>
    internal void Use(SpendAccount account) => Volatile.Write(ref _account, account);

    internal (long Spent, long Reserved, CalendarSpan? Span) Read()
    {
        var account = Account;
        account.Enter();
        try
        {
            return (account.Spent, account.Outstanding, account.Span);
        }
        finally
        {
            account.Exit();
        }
    }

    /// <summary>
    /// How long until an attempt may fit; null when that cannot be known, or when it is more than the whole limit.
    /// </summary>
    internal TimeSpan? TimeUntilFits(long nanos)
    {
        var account = Account;
        account.Enter();
        try
        {
            return nanos > Nanos ? null : account.TimeUntilLeft(nanos - account.Left(Nanos));
        }
        finally
        {
            account.Exit();
        }
    }

    /// <summary>Puts what an attempt cost in place of what was held for it.</summary>
    /// <returns>The alerts to raise; null for none.</returns>
    internal SpendAlert[]? Settle(long held, long spent, long mark)
    {
        var account = Account;
        account.Enter();
        try
        {
            account.Settle(held, spent, mark);
            if (_alertAt.Length == 0 || account.TakeAlerts(_alertAt, Nanos) is not { IsEmpty: false } shares)
            {
                return null;
            }

            var alerts = new SpendAlert[shares.Length];
            for (var i = 0; i < alerts.Length; i++)
            {
                alerts[i] = new(this, shares[i], account.Spent / NanosPerDollar, account.Span?.End);
            }

            return alerts;
        }
        finally
        {
            account.Exit();
        }
    }

    /// <summary>
    /// Writes what was spent by this process as JSON, for the next run of the program (<see cref="LoadAsync"/>). What
    /// is reserved for calls under way is written as spent, because it may be. Limits that processes share over a store
    /// need not be saved.
    /// </summary>
    /// <param name="destination">Where to. It is left open.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>A task that completes when everything is written.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public async Task SaveAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SpendSnapshot snapshot;
        var account = Account;
        account.Enter();
        try
        {
            snapshot = new SpendSnapshot(Period?.ToString() ?? "", account.Parts());
        }
        finally
        {
            account.Exit();
        }

        await destination.WriteAsync(snapshot.Write(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Counts what <see cref="SaveAsync"/> wrote beside what was spent since: of a limit with a period, what belongs to
    /// the period of the moment. What was written by a limit of another period does not count.
    /// </summary>
    /// <param name="source">Where from. It is read to its end and left open.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>A task that completes when everything is read.</returns>
    /// <exception cref="System.Text.Json.JsonException">
    /// The document was not written by <see cref="SaveAsync"/>. Nothing is counted.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public async Task LoadAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var buffer = new MemoryStream();
        await source.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        var snapshot = SpendSnapshot.Read(JsonText.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        if (snapshot.Period != (Period?.ToString() ?? ""))
        {
            return;
        }

        var account = Account;
        account.Enter();
        try
        {
            account.Restore(snapshot.Parts);
        }
        finally
        {
            account.Exit();
        }
    }

    /// <summary>What is spent, of how much.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Spent} of {Limit} US dollars spent");
}
