using InferenceProviders.Redis.Tests.Support;

namespace InferenceProviders.Redis.Tests;

/// <summary>What a store promises, of the one in memory and of the one in a real server.</summary>
public abstract class StoreTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    protected abstract ISharedStore NewStore();

    protected async Task Leases_never_exceed_the_limit_together()
    {
        var store = NewStore();

        var first = await LeaseAsync(store, "a", spent: 0, wanted: 60, limit: 100);
        var second = await LeaseAsync(store, "b", spent: 0, wanted: 60, limit: 100);
        var third = await LeaseAsync(store, "c", spent: 0, wanted: 60, limit: 100);

        Assert.Equal((60, 40, 0), (first.Granted, second.Granted, third.Granted));
        Assert.Equal(100, third.Claimed);
    }

    protected async Task What_was_spent_is_reported_once_however_often_it_is_sent()
    {
        var store = NewStore();
        await LeaseAsync(store, "a", spent: 0, wanted: 60, limit: 100);

        await LeaseAsync(store, "a", spent: 25, wanted: 60, inHand: 60, limit: 100);
        var again = await LeaseAsync(store, "a", spent: 25, wanted: 60, inHand: 60, limit: 100);

        Assert.Equal((60, 25, 60), (again.Granted, again.Spent, again.Claimed));
    }

    protected async Task What_is_given_back_others_can_have()
    {
        var store = NewStore();
        await LeaseAsync(store, "a", spent: 0, wanted: 90, limit: 100);

        await LeaseAsync(store, "a", spent: 20, wanted: 20, inHand: 20, limit: 100);
        var other = await LeaseAsync(store, "b", spent: 0, wanted: 90, limit: 100);

        Assert.Equal((80, 20, 100), (other.Granted, other.Spent, other.Claimed));
    }

    protected async Task The_lease_of_one_that_died_counts_as_spent_or_comes_back(bool comesBack)
    {
        var store = NewStore();
        await LeaseAsync(store, "dead", spent: 10, wanted: 50, limit: 100, time: TimeSpan.FromMilliseconds(1));
        await Task.Delay(20);

        var other = await LeaseAsync(store, "b", spent: 0, wanted: 90, limit: 100, returnsLost: comesBack);

        Assert.Equal(comesBack ? (90, 10) : (50, 50), (other.Granted, other.Spent));
    }

    protected async Task One_that_was_taken_for_dead_corrects_what_it_has_spent()
    {
        var store = NewStore();
        var lease = await LeaseAsync(
            store, "slow", spent: 10, wanted: 50, limit: 100, time: TimeSpan.FromMilliseconds(1));
        await Task.Delay(20);
        await LeaseAsync(store, "b", spent: 0, wanted: 0, limit: 100);

        var back = await LeaseAsync(store, "slow", spent: 15, wanted: 15, inHand: 15, limit: 100, last: lease);

        Assert.Equal((15, 15, 15), (back.Granted, back.Spent, back.Claimed));
    }

    protected async Task What_was_lost_is_restored_by_those_who_live_and_nothing_is_granted_meanwhile()
    {
        var store = NewStore();
        await LeaseAsync(store, "dead", spent: 10, wanted: 10, limit: 100);
        var a = await LeaseAsync(store, "a", spent: 20, wanted: 30, limit: 100);
        var b = await LeaseAsync(store, "b", spent: 5, wanted: 15, limit: 100);
        Assert.Equal((35, 55), (b.Spent, b.Claimed));

        var other = NewStore();
        var first = await LeaseAsync(other, "a", spent: 22, wanted: 90, inHand: 30, limit: 100, last: a, time: Hour);
        var fresh = await LeaseAsync(other, "new", spent: 0, wanted: 50, limit: 100, time: Hour);
        var second = await LeaseAsync(other, "b", spent: 9, wanted: 15, inHand: 15, limit: 100, last: b, time: Hour);
        var again = await LeaseAsync(
            other, "a", spent: 22, wanted: 30, inHand: 30, limit: 100, last: first, time: Hour);

        Assert.True(first.IsRecovering);
        Assert.Equal((30, 0, 15), (first.Granted, fresh.Granted, second.Granted));

        // What the dead one had spent is remembered; what the living have spent since is added to it.
        Assert.Equal((41, 55), (again.Spent, again.Claimed));
    }

    protected async Task After_the_time_of_a_lease_it_grants_again()
    {
        var store = NewStore();
        var lease = await LeaseAsync(store, "a", spent: 20, wanted: 30, limit: 100);
        var other = NewStore();
        var time = TimeSpan.FromMilliseconds(20);
        var first = await LeaseAsync(
            other, "a", spent: 20, wanted: 90, inHand: 30, limit: 100, last: lease, time: time);
        await Task.Delay(60);

        var later = await LeaseAsync(
            other, "a", spent: 20, wanted: 90, inHand: 30, limit: 100, last: first, time: time);

        Assert.Equal((30, 90), (first.Granted, later.Granted));
        Assert.False(later.IsRecovering);
    }

    protected async Task What_only_the_dead_had_leased_when_all_was_lost_counts_as_spent_or_comes_back(bool comesBack)
    {
        var store = NewStore();
        var dead = await LeaseAsync(store, "dead", spent: 10, wanted: 40, limit: 100);
        var lease = await LeaseAsync(store, "a", spent: 0, wanted: 0, limit: 100);
        Assert.Equal((40, 40), (dead.Claimed, lease.Claimed));
        var other = NewStore();
        var time = TimeSpan.FromMilliseconds(20);
        await LeaseAsync(other, "a", spent: 0, wanted: 0, limit: 100, last: lease, time: time, returnsLost: comesBack);
        await Task.Delay(60);

        var later = await LeaseAsync(other, "b", spent: 0, wanted: 100, limit: 100, returnsLost: comesBack);

        Assert.Equal(comesBack ? (90, 10) : (60, 40), (later.Granted, later.Spent));
    }

    protected async Task One_that_returns_when_what_counted_for_it_has_left_the_window_takes_nothing_from_others()
    {
        var store = NewStore();
        var (window, time) = (TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(1));
        var lease = await LeaseAsync(store, "slow", spent: 0, wanted: 50, limit: 100, time: time, window: window);
        await Task.Delay(20);
        await LeaseAsync(store, "b", spent: 0, wanted: 0, limit: 100, window: window);
        await Task.Delay(window + TimeSpan.FromMilliseconds(100));
        var others = await LeaseAsync(store, "b", spent: 40, wanted: 40, limit: 100, window: window);
        Assert.Equal((40, 40), (others.Spent, others.Claimed));

        var back = await LeaseAsync(
            store, "slow", spent: 5, wanted: 5, inHand: 50, limit: 100, last: lease, window: window);

        Assert.Equal((45, 90), (back.Spent, back.Claimed));
    }

    protected async Task Amounts_of_billions_are_exact()
    {
        var store = NewStore();
        const long Limit = 9_000_000_000_000_000;

        var lease = await LeaseAsync(store, "a", spent: 8_999_999_999_999_998, wanted: long.MaxValue / 2, limit: Limit);

        Assert.Equal((Limit, 8_999_999_999_999_998), (lease.Granted, lease.Spent));
    }

    protected async Task Hundreds_that_ask_at_once_never_get_more_than_there_is()
    {
        var store = NewStore();

        var leases = await Task.WhenAll(Enumerable.Range(0, 300).Select(
            i => LeaseAsync(store, $"h{i % 30}-{i}", spent: 0, wanted: 7, limit: 1000)));

        Assert.Equal(1000, leases.Sum(lease => lease.Granted));
    }

    protected async Task An_entry_that_holds_longer_stays()
    {
        var store = NewStore();

        Assert.True(await store.SetAsync(new("rests", "k", "long", Hour), announce: false, default));
        Assert.False(await store.SetAsync(new("rests", "k", "short", Hour / 2), announce: false, default));
        Assert.True(await store.SetAsync(new("rests", "k", "longer", Hour * 2), announce: false, default));
        Assert.True(await store.SetAsync(new("other", "k", "of another topic", Hour), announce: false, default));

        var entry = Assert.Single(await store.GetAsync("rests", default));
        Assert.Equal(("k", "longer"), (entry.Key, entry.Value));
        Assert.InRange(entry.ExpiresIn, Hour * 1.9, Hour * 2);
    }

    protected async Task An_entry_that_has_expired_is_gone()
    {
        var store = NewStore();
        await store.SetAsync(new("rests", "k", "v", TimeSpan.FromMilliseconds(5)), announce: false, default);
        await store.SetAsync(new("rests", "stays", "v", Hour), announce: false, default);
        await Task.Delay(30);

        Assert.Equal("stays", Assert.Single(await store.GetAsync("rests", default)).Key);
    }

    protected async Task What_is_announced_is_told_to_all()
    {
        var (one, two) = (NewStore(), NewStore());
        if (one is InMemorySharedStore)
        {
            two = one;
        }

        var told = System.Threading.Channels.Channel.CreateUnbounded<SharedEntry>();
        var connected = new TaskCompletionSource();
        using var subscription = two.Subscribe(
            entry => told.Writer.TryWrite(entry), isThere => connected.TrySetResult());
        await connected.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var entry = new SharedEntry("rests", "a key, with \"quotes\"", "a value\nof two lines: ü", Hour);
        await one.SetAsync(new("rests", "silent", "", Hour), announce: false, default);
        await one.SetAsync(entry, announce: true, default);

        Assert.Equal(entry, await told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    protected static async Task<SharedLease> LeaseAsync(
        ISharedStore store, string holder, long spent, long wanted, long limit, long inHand = 0,
        SharedLease? last = null, TimeSpan? time = null, bool returnsLost = false, TimeSpan? window = null) =>
        await store.LeaseAsync(
            new SharedLeaseRequest
            {
                Account = "app",
                Holder = holder,
                Spent = spent,
                InHand = inHand,
                Wanted = wanted,
                Limit = limit,
                LeaseTime = time ?? TimeSpan.FromMinutes(1),
                Lifetime = TimeSpan.FromHours(1),
                ReturnsLost = returnsLost,
                Last = last,
                Window = window,
            },
            CancellationToken.None);
}
