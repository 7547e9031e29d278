namespace InferenceProviders;

/// <summary>
/// Where the processes of an application keep what they share: how much of each spend limit they have taken, which
/// routes are in a cooldown, which provider a conversation stays with, the list of models.
/// <see cref="InMemorySharedStore"/> serves the routers of one process, and the package InferenceProviders.Redis those
/// of many. Implementations are thread-safe.
/// </summary>
/// <remarks>
/// Times are durations from now by the store's own clock, so that the clocks of the processes need not agree. A store
/// that cannot be reached throws an <see cref="IOException"/>; callers bound their waits by the cancellation token.
/// </remarks>
public interface ISharedStore
{
    /// <summary>Whether the store can be reached, as far as is known. It is asked often, and must not wait.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Reports what a process has spent of a limit, and changes its lease, in one step: the leases of all processes and
    /// what they spent never exceed the limit together, unless what was spent does.
    /// </summary>
    /// <param name="request">Who asks, what it has spent, and what it wants to be able to spend.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made all the same.</param>
    /// <returns>What the process may spend, and how the limit stands.</returns>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    ValueTask<SharedLease> LeaseAsync(SharedLeaseRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps an entry until it expires, unless there is one with its topic and key that expires later, and tells all
    /// who have subscribed.
    /// </summary>
    /// <param name="entry">What to keep.</param>
    /// <param name="announce">Whether subscribers are told.</param>
    /// <param name="cancellationToken">Ends the wait; the entry may have been kept all the same.</param>
    /// <returns>Whether the entry was kept.</returns>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    ValueTask<bool> SetAsync(SharedEntry entry, bool announce, CancellationToken cancellationToken);

    /// <summary>Reads the entries of a topic that have not expired.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entries, in no particular order.</returns>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    ValueTask<IReadOnlyList<SharedEntry>> GetAsync(string topic, CancellationToken cancellationToken);

    /// <summary>
    /// Asks to be told of entries that are announced, one's own among them, and of the connection. Subscribers must not
    /// block.
    /// </summary>
    /// <param name="changed">Is called with each entry.</param>
    /// <param name="connection">
    /// Is called with <see langword="true"/> when the store can be reached (once at the beginning, and after each
    /// outage: entries may have been missed), and with <see langword="false"/> when it no longer can.
    /// </param>
    /// <returns>Ends the subscription when it is disposed of.</returns>
    IDisposable Subscribe(Action<SharedEntry> changed, Action<bool> connection);
}
