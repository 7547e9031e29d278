using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace InferenceProviders.FaultMatrix.Fleet;

/// <summary>A member of the fleet, from outside.</summary>
internal sealed class MemberProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string[]>> _awaited = new();

    public MemberProcess(string redis, Uri upstream, decimal limit)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(MemberProcess).Assembly.Location, FleetMember.Argument, redis, upstream.AbsoluteUri,
                limit.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.StandardInput.AutoFlush = true;
        _ = ReadAsync();
    }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Waits for the line that begins with these words; gives the words behind them.</summary>
    public Task<string[]> HearAsync(string words) => Source(words).Task.WaitAsync(Patience);

    /// <summary>Says a line, and waits for another one.</summary>
    public Task<string[]> AskAsync(string line, string answer)
    {
        _awaited.TryRemove(answer, out _);
        var heard = HearAsync(answer);
        Say(line);
        return heard;
    }

    public void Say(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>As the kernel does when memory is short: nothing is said, nothing is given back.</summary>
    public async Task KillAsync()
    {
        IsAlive = false;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            // "ran" has no number of its own.
            var words = line.Split(' ');
            var take = words[0] is "ready" or "ran" ? 1 : 2;
            Source(string.Join(' ', words.Take(take))).TrySetResult(words[take..]);
        }

        foreach (var (_, source) in _awaited)
        {
            source.TrySetException(new InvalidOperationException("The member has ended."));
        }
    }

    private TaskCompletionSource<string[]> Source(string words) =>
        _awaited.GetOrAdd(words, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
