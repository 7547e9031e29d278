namespace InferenceProviders;

/// <summary>
/// How a router shares limits, cooldowns and conversations with those of other processes. The router refuses a time
/// outside its range with an <see cref="ArgumentOutOfRangeException"/>; 24 days is the longest.
/// </summary>
public sealed record SharingOptions
{
    /// <summary>
    /// Where they are kept. Null, the default: nowhere; the router shares nothing. <c>UseRedis</c> of the package
    /// InferenceProviders.Redis sets it.
    /// </summary>
    public ISharedStore? Store { get; set; }

    /// <summary>
    /// How long a call may wait for the store. Only one with a spend limit does, and only when the lease in hand is not
    /// enough for it. Greater than zero. Default: 100 milliseconds.
    /// </summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What happens to a call that the lease in hand is not enough for while the store cannot be reached. Default:
    /// <see cref="StoreDownBehavior.Refuse"/>.
    /// </summary>
    public StoreDownBehavior WhenStoreIsDown { get; set; }

    /// <summary>
    /// How much a process leases: what it spends in this time at its pace of the last seconds. For about so long it
    /// goes on when the store is away, and up to so much counts as spent though it was not when a process is killed. A
    /// process that is idle leases nothing. Greater than zero. Default: 5 seconds.
    /// </summary>
    public TimeSpan LeaseAhead { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how long without a sign of life a process counts as dead. Signs are given every third of it. At least a
    /// second. Default: 30 seconds.
    /// </summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the lease of a process that died comes back whole. Part of it may have been spent, so that limits can be
    /// exceeded by as much. Default: <see langword="false"/>: what it had not given back counts as spent.
    /// </summary>
    public bool ReturnLostLeases { get; set; }
}
