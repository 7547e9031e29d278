using System.Threading.Channels;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>Counts who is inside, and lets them go when the test says so.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();
    private readonly Lock _lock = new();
    private int _inside;

    public int MostInside { get; private set; }

    public async Task PassAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            MostInside = Math.Max(MostInside, ++_inside);
        }

        await _arrived.Writer.WriteAsync(true, cancellationToken);
        await _open.Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            _inside--;
        }
    }

    /// <summary>Waits until so many more have arrived.</summary>
    public async Task ArrivedAsync(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            await _arrived.Reader.ReadAsync();
        }
    }

    public void Open() => _open.TrySetResult();
}
