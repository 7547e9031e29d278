namespace InferenceProviders.Redis.Tests.Support;

/// <summary>
/// One process's way to the store: it can break, and answers can be lost after the store has done its work.
/// </summary>
internal sealed class FaultyStore(ISharedStore store) : ISharedStore
{
    private readonly List<TaskCompletionSource> _held = [];
    private Action<bool>? _connection;

    /// <summary>The store; another one when all of it is lost.</summary>
    public ISharedStore Inner { get; set; } = store;

    public bool IsConnected { get; private set; } = true;

    /// <summary>Whether the store does what it is asked, and its answers are lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>
    /// Whether the store does what it is asked, and its answers come when <see cref="Release"/> is called.
    /// </summary>
    public bool HoldsAnswers { get; set; }

    /// <summary>The last lease of each account, whether the process has heard of it or not.</summary>
    public Dictionary<string, SharedLease> Granted { get; } = [];

    /// <summary>How many answers are held.</summary>
    public int Held
    {
        get
        {
            lock (_held)
            {
                return _held.Count;
            }
        }
    }

    public void Connect(bool isConnected)
    {
        if (isConnected != IsConnected)
        {
            IsConnected = isConnected;
            _connection?.Invoke(isConnected);
        }
    }

    public void Release()
    {
        HoldsAnswers = false;
        lock (_held)
        {
            _held.ForEach(held => held.SetResult());
            _held.Clear();
        }
    }

    public async ValueTask<SharedLease> LeaseAsync(SharedLeaseRequest request, CancellationToken cancellationToken)
    {
        if (!IsConnected)
        {
            throw new IOException("It is away.");
        }

        var lease = await Inner.LeaseAsync(request, cancellationToken);
        lock (Granted)
        {
            Granted[request.Account] = lease;
        }

        if (LosesAnswers)
        {
            throw new IOException("The connection broke.");
        }

        if (HoldsAnswers)
        {
            var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_held)
            {
                _held.Add(held);
            }

            await held.Task;
        }

        return lease;
    }

    public ValueTask<bool> SetAsync(SharedEntry entry, bool announce, CancellationToken cancellationToken) =>
        Inner.SetAsync(entry, announce, cancellationToken);

    public ValueTask<IReadOnlyList<SharedEntry>> GetAsync(string topic, CancellationToken cancellationToken) =>
        Inner.GetAsync(topic, cancellationToken);

    public IDisposable Subscribe(Action<SharedEntry> changed, Action<bool> connection)
    {
        _connection = connection;
        return Inner.Subscribe(changed, connection);
    }
}
