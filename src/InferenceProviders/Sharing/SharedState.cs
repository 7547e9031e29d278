using System.Security.Cryptography;
using System.Text;
using InferenceProviders.Diagnostics;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Sharing;

/// <summary>
/// A router's side of the shared store. Nothing here makes a call wait, but for a lease; what cannot be told is not
/// told, and what was missed is read when the store is back.
/// </summary>
internal sealed class SharedState : IDisposable
{
    /// <summary>For what nobody waits for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ISharedStore _store;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Action<SharedEntry>> _topics = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _subscription;
    private bool _isConnected;
    private bool _isTold;

    public SharedState(SharingOptions options, ILoggerFactory loggerFactory)
    {
        Options = options;
        _store = options.Store!;
        _logger = loggerFactory.CreateLogger("InferenceProviders.Sharing");
    }

    /// <summary>The store was there at first, or is again.</summary>
    public event Action? Connected;

    public SharingOptions Options { get; }

    /// <summary>This router of this process, a name that no other one has.</summary>
    public string Holder { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Completes when the store could be reached for the first time.</summary>
    public Task FirstConnection => _first.Task;

    /// <summary>Completes when all was read that was said before.</summary>
    public Task FirstReading => _caughtUp.Task;

    public bool IsConnected => _store.IsConnected;

    public ILogger Logger => _logger;

    /// <summary>How many questions were sent.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    private long _requests;

    /// <summary>Names an account without naming its secret.</summary>
    public static string DigestOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)).AsSpan(0, 16));

    /// <summary>What becomes of entries of a topic. Before <see cref="Start"/>.</summary>
    public void On(string topic, Action<SharedEntry> changed) => _topics.Add(topic, changed);

    public void Start() => _subscription = _store.Subscribe(Changed, ConnectionChanged);

    /// <summary>Tells all others. Nobody waits for it.</summary>
    public void Tell(SharedEntry entry)
    {
        if (_store.IsConnected)
        {
            _ = QuietlyAsync("set", token => _store.SetAsync(entry, announce: true, token));
        }
    }

    /// <summary>Keeps something that is too large to be told.</summary>
    public Task KeepAsync(SharedEntry entry) =>
        QuietlyAsync("set", token => _store.SetAsync(entry, announce: false, token));

    /// <summary>The entries of a topic; null when the store cannot say so in time.</summary>
    public Task<IReadOnlyList<SharedEntry>?> ReadAsync(string topic, TimeSpan? patience = null) =>
        QuietlyAsync("get", token => _store.GetAsync(topic, token), patience)!;

    /// <exception cref="IOException">The store cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">It did not answer in time.</exception>
    public async Task<SharedLease> LeaseAsync(SharedLeaseRequest request, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(patience ?? Patience);
        return await CountedAsync("lease", _store.LeaseAsync(request, limit.Token)).ConfigureAwait(false);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isConnected)
            {
                _isConnected = false;
                SharingMetrics.ConnectionChanged(false);
            }
        }

        _end.Cancel();
        _subscription?.Dispose();
    }

    private void Changed(SharedEntry entry)
    {
        if (_topics.TryGetValue(entry.Topic, out var changed))
        {
            changed(entry);
        }
    }

    private void ConnectionChanged(bool isConnected)
    {
        lock (_gate)
        {
            if (_end.IsCancellationRequested)
            {
                return;
            }

            if (isConnected != _isConnected)
            {
                _isConnected = isConnected;
                SharingMetrics.ConnectionChanged(isConnected);
            }
        }

        if (!isConnected)
        {
            Log.StoreDisconnected(_logger, "The connection broke.");
            return;
        }

        Log.StoreConnected(_logger);
        _first.TrySetResult();
        _isTold = false;
        _ = CatchUpAsync();
    }

    /// <summary>What was said while nobody here listened.</summary>
    private async Task CatchUpAsync()
    {
        Connected?.Invoke();
        foreach (var (topic, changed) in _topics)
        {
            foreach (var entry in await ReadAsync(topic).ConfigureAwait(false) ?? [])
            {
                changed(entry);
            }
        }

        _caughtUp.TrySetResult();
    }

    private async Task<T?> QuietlyAsync<T>(
        string operation, Func<CancellationToken, ValueTask<T>> ask, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(patience ?? Patience);
        try
        {
            return await CountedAsync(operation, ask(limit.Token)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            if (!_end.IsCancellationRequested && !_isTold)
            {
                // Once an outage.
                _isTold = true;
                Log.StoreFailed(_logger, operation, exception.Message);
            }

            return default;
        }
        catch (ObjectDisposedException) when (_end.IsCancellationRequested)
        {
            return default;
        }
    }

    private async ValueTask<T> CountedAsync<T>(string operation, ValueTask<T> asked)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            var result = await asked.ConfigureAwait(false);
            SharingMetrics.Asked(operation, error: null);
            return result;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            SharingMetrics.Asked(operation, exception is IOException ? "unreachable" : "timeout");
            throw;
        }
    }
}
