using InferenceProviders.Mcp.Sessions;

namespace InferenceProviders.Mcp.Calls;

/// <summary>
/// The task that a server made of a call, over the sessions in which it is waited for: a session that is lost does not
/// end the task, and the call is never made again.
/// </summary>
internal sealed class TaskPickup(TimeSpan timeout, TimeProvider clock)
{
    // With pauses that grow from the task's own interval: about half a minute, in which a server can start again.
    private const int MaxLosses = 6;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);
    private int _losses;
    private int _sightings;
    private long? _began;

    public RunningTask? Task { get; private set; }

    /// <summary>What is left of the time that the task may take.</summary>
    public TimeSpan Remaining
    {
        get
        {
            _began ??= clock.GetTimestamp();
            if (timeout == Timeout.InfiniteTimeSpan)
            {
                return timeout;
            }

            var left = timeout - clock.GetElapsedTime(_began.Value);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void Take(RunningTask? task) => Task ??= task;

    /// <summary>Waits until the task may be looked for on another session.</summary>
    /// <returns>False when there is none, or when it was looked for often enough without seeing it.</returns>
    public async Task<bool> AgainAsync(CancellationToken cancellationToken)
    {
        if (Task is not { IsOver: false } task)
        {
            return false;
        }

        _losses = task.Sightings > _sightings ? 1 : _losses + 1;
        _sightings = task.Sightings;
        if (_losses > MaxLosses)
        {
            return false;
        }

        if (_losses > 1)
        {
            var pause = task.Interval * (1 << (_losses - 2));
            await System.Threading.Tasks.Task.Delay(pause < MaxPause ? pause : MaxPause, clock, cancellationToken)
                .ConfigureAwait(false);
        }

        return true;
    }
}
