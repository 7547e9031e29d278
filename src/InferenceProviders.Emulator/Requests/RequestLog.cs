namespace InferenceProviders.Emulator.Requests;

/// <summary>What was received, in order, up to a limit; and who waits for what.</summary>
internal sealed class RequestLog(int limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<EmulatorRequest> _requests = new();
    private readonly List<Waiter> _waiters = [];

    public IReadOnlyList<EmulatorRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    public void Add(EmulatorRequest request)
    {
        lock (_gate)
        {
            _requests.Enqueue(request);
            if (_requests.Count > limit)
            {
                _requests.Dequeue();
            }

            _waiters.RemoveAll(waiter => waiter.TryTake(request));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    public Task<EmulatorRequest> WaitAsync(Func<EmulatorRequest, bool> condition, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_requests.FirstOrDefault(condition) is { } seen)
            {
                return Task.FromResult(seen);
            }

            var waiter = new Waiter(condition);
            _waiters.Add(waiter);
            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class Waiter(Func<EmulatorRequest, bool> condition)
    {
        private readonly TaskCompletionSource<EmulatorRequest> _source = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<EmulatorRequest> Task => _source.Task;

        public bool TryTake(EmulatorRequest request) => condition(request) && _source.TrySetResult(request);
    }
}
