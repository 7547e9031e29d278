using System.Collections.Concurrent;
using System.Globalization;
using InferenceProviders.Primitives;
using InferenceProviders.Sharing;

namespace InferenceProviders.Routing.RateLimits;

/// <summary>
/// Tells other processes, behind the backs of calls, what this one has taken of the users' own limits in the last
/// minute and has promised for later, and counts what they tell. What is told is the whole each time, so that a word
/// that is lost does no harm, and a process that is gone is forgotten as its calls are.
/// </summary>
internal sealed class RateSharing : IDisposable
{
    private const string Topic = "rates";
    private const string MemberTopic = "rate-members";
    private const int MaxUnknown = 4096;

    /// <summary>
    /// How long a word is kept: always as long, so that a later one always replaces it, and how old it is can be told.
    /// </summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Presence = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(30);

    /// <summary>What is taken in this time after a word is told with the next one.</summary>
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(25);

    private readonly SharedState _state;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, SharedWindow> _windows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, string Holder), RateWord> _heard = new();
    private readonly ConcurrentDictionary<string, long> _members = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<SharedWindow, bool> _changed = new();
    private readonly ITimer _batches;
    private readonly ITimer _signs;
    private readonly long _pause;
    private volatile int _count = 1;
    private volatile bool _isMember;
    private int _isDue;

    public RateSharing(SharedState state, TimeProvider clock, bool isMember)
    {
        (_state, _clock, _isMember) = (state, clock, isMember);
        _pause = Ticks.Of(Batch, clock);
        state.On(Topic, Hear);
        state.On(MemberTopic, HearMember);
        state.Connected += TellAll;
        _batches = clock.CreateTimer(
            static self => ((RateSharing)self!).EndBatch(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        _signs = clock.CreateTimer(static self => ((RateSharing)self!).Sign(), this, BetweenSigns, BetweenSigns);
    }

    /// <summary>How many processes have limits on the rate, this one among them; 1 while nobody can be heard.</summary>
    public int Members => _state.IsConnected ? _count : 1;

    /// <summary>This process, among those that take of a limit.</summary>
    public string Holder => _state.Holder;

    /// <summary>
    /// How long, in the clock's ticks, a request listens that would take more than the part of this process: until all
    /// know that it will be sent, and all is known here that was sent before they did. Both are words that wait for
    /// their batch and are under way.
    /// </summary>
    public long Listening => 5 * _pause;

    /// <summary>What was taken that the others may not have heard of.</summary>
    public long Unheard(SharedWindow shared, long now) =>
        shared.Unheard(now, settled: 3 * _pause, lost: 40 * _pause);

    /// <summary>Names a limit without naming the secret of its account.</summary>
    public static string NameOf(string account, string secret, string? model, string what) =>
        string.Join('\t', what, account, secret.Length == 0 ? "" : SharedState.DigestOf(secret), model ?? "");

    /// <summary>A window counts with those of other processes from now on.</summary>
    public void Join(string name, RateWindow window, Lock gate)
    {
        window.Shared = _windows[name] = new SharedWindow(name, window, gate);
        foreach (var ((limit, holder), word) in _heard)
        {
            if (limit == name)
            {
                lock (gate)
                {
                    window.Hear(holder, word.At(_clock));
                }
            }
        }

        if (!_isMember)
        {
            _isMember = true;
            Sign();
        }
    }

    /// <summary>Something was taken of it, or given back.</summary>
    public void Note(RateWindow? window)
    {
        if (window?.Shared is not { } shared)
        {
            return;
        }

        _changed.TryAdd(shared, true);
        if (Interlocked.CompareExchange(ref _isDue, 1, 0) == 0)
        {
            // The first word goes out at once, what comes soon after it together.
            _batches.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _state.Connected -= TellAll;
        _batches.Dispose();
        _signs.Dispose();
    }

    /// <summary>The time of a batch is over, or begins.</summary>
    private void EndBatch()
    {
        if (!_changed.IsEmpty)
        {
            _batches.Change(Batch, Timeout.InfiniteTimeSpan);
            TellChanged();
            return;
        }

        Volatile.Write(ref _isDue, 0);
        if (!_changed.IsEmpty && Interlocked.CompareExchange(ref _isDue, 1, 0) == 0)
        {
            // Noted in this very moment.
            _batches.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void TellChanged()
    {
        foreach (var (shared, _) in _changed)
        {
            _changed.TryRemove(shared, out _);
            Tell(shared);
        }
    }

    /// <summary>The store is there at first, or again.</summary>
    private void TellAll()
    {
        Sign();
        foreach (var (_, shared) in _windows)
        {
            Tell(shared);
        }
    }

    private void Tell(SharedWindow shared)
    {
        if (!_state.IsConnected)
        {
            return;
        }

        long number;
        RateWord word;
        lock (shared.Gate)
        {
            (number, word) = shared.Tell(_clock.GetTimestamp());
        }

        _state.Tell(new SharedEntry(Topic, $"{shared.Name}\t{Holder}", $"{number} {word.Write(_clock)}", Kept));
    }

    private void Sign()
    {
        if (_isMember && _state.IsConnected)
        {
            _state.Tell(new SharedEntry(MemberTopic, Holder, "", Presence));
        }

        Count();
        var now = _clock.GetTimestamp();
        foreach (var (about, word) in _heard)
        {
            if (word.IsPast(now, _clock))
            {
                _heard.TryRemove(about, out _);
            }
        }
    }

    private void Count()
    {
        var now = _clock.GetTimestamp();
        var others = 0;
        foreach (var (member, until) in _members)
        {
            if (until > now)
            {
                others++;
            }
            else
            {
                _members.TryRemove(member, out _);
            }
        }

        _count = 1 + others;
    }

    private void HearMember(SharedEntry entry)
    {
        if (entry.Key != Holder)
        {
            _members[entry.Key] = _clock.GetTimestamp() + Ticks.Of(entry.ExpiresIn, _clock);
            Count();
        }
    }

    private void Hear(SharedEntry entry)
    {
        var (end, space) = (entry.Key.LastIndexOf('\t'), entry.Value.IndexOf(' ', StringComparison.Ordinal));
        if (end < 0 || space < 0
            || !long.TryParse(
                entry.Value.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || RateWord.Read(entry.Value[(space + 1)..], Kept - entry.ExpiresIn, _clock) is not { } word)
        {
            // Another version of the library may say other things.
            return;
        }

        var (name, holder) = (entry.Key[..end], entry.Key[(end + 1)..]);
        if (holder == Holder)
        {
            Echo(name, number);
            return;
        }

        if (_heard.Count < MaxUnknown || _heard.ContainsKey((name, holder)))
        {
            _heard[(name, holder)] = word;
        }

        if (_windows.TryGetValue(name, out var shared))
        {
            lock (shared.Gate)
            {
                shared.Window.Hear(holder, word.At(_clock));
            }
        }
    }

    private void Echo(string name, long number)
    {
        if (_windows.TryGetValue(name, out var own))
        {
            lock (own.Gate)
            {
                own.Echo(number, _clock.GetTimestamp());
            }
        }
    }
}
