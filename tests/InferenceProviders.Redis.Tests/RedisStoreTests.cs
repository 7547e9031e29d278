using InferenceProviders.Redis.Tests.Support;

namespace InferenceProviders.Redis.Tests;

/// <summary>The store in a real server.</summary>
public sealed class RedisStoreTests(SharedServer server) : StoreTests, IClassFixture<SharedServer>, IAsyncLifetime
{
    private readonly List<RedisSharedStore> _stores = [];
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>A store that has nothing in it; with the same channel as the others of the test.</summary>
    protected override ISharedStore NewStore()
    {
        var store = new RedisSharedStore(server.Connection, new() { KeyPrefix = _prefix });
        if (_stores.Count > 0)
        {
            // Another one after a loss.
            server.Connection.GetServers()[0].Execute("FLUSHDB");
        }

        _stores.Add(store);
        return store;
    }

    [RedisFact]
    public Task Leases_never_exceed_the_limit_together_there() =>
        Leases_never_exceed_the_limit_together();

    [RedisFact]
    public Task What_was_spent_is_reported_once_however_often_it_is_sent_there() =>
        What_was_spent_is_reported_once_however_often_it_is_sent();

    [RedisFact]
    public Task What_is_given_back_others_can_have_there() =>
        What_is_given_back_others_can_have();

    [RedisFact]
    public Task The_lease_of_one_that_died_counts_as_spent() =>
        The_lease_of_one_that_died_counts_as_spent_or_comes_back(comesBack: false);

    [RedisFact]
    public Task The_lease_of_one_that_died_comes_back_where_that_is_wanted() =>
        The_lease_of_one_that_died_counts_as_spent_or_comes_back(comesBack: true);

    [RedisFact]
    public Task One_that_was_taken_for_dead_corrects_what_it_has_spent_there() =>
        One_that_was_taken_for_dead_corrects_what_it_has_spent();

    [RedisFact]
    public Task What_was_lost_is_restored_by_those_who_live_and_nothing_is_granted_meanwhile_there() =>
        What_was_lost_is_restored_by_those_who_live_and_nothing_is_granted_meanwhile();

    [RedisFact]
    public Task After_the_time_of_a_lease_it_grants_again_there() =>
        After_the_time_of_a_lease_it_grants_again();

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_only_the_dead_had_leased_counts_as_spent_or_comes_back_there(bool comesBack) =>
        What_only_the_dead_had_leased_when_all_was_lost_counts_as_spent_or_comes_back(comesBack);

    [RedisFact]
    public Task One_that_returns_late_takes_nothing_from_others_there() =>
        One_that_returns_when_what_counted_for_it_has_left_the_window_takes_nothing_from_others();

    [RedisFact]
    public Task Amounts_of_billions_are_exact_there() =>
        Amounts_of_billions_are_exact();

    [RedisFact]
    public Task Hundreds_that_ask_at_once_never_get_more_than_there_is_there() =>
        Hundreds_that_ask_at_once_never_get_more_than_there_is();

    [RedisFact]
    public Task An_entry_that_holds_longer_stays_there() =>
        An_entry_that_holds_longer_stays();

    [RedisFact]
    public Task An_entry_that_has_expired_is_gone_there() =>
        An_entry_that_has_expired_is_gone();

    [RedisFact]
    public Task What_is_announced_is_told_to_all_there() =>
        What_is_announced_is_told_to_all();

    [RedisFact]
    public async Task The_lease_of_one_that_died_ends_though_the_times_of_leases_were_evicted()
    {
        var store = NewStore();
        var time = TimeSpan.FromSeconds(1);
        await LeaseAsync(store, "dead", spent: 10, wanted: 50, limit: 100, time: time);
        await LeaseAsync(store, "b", spent: 0, wanted: 0, limit: 100, time: time);

        await server.Connection.GetDatabase().KeyDeleteAsync($"{{{_prefix}:lease:app}}:expiries");
        var before = await LeaseAsync(store, "b", spent: 0, wanted: 90, limit: 100, returnsLost: true, time: time);
        await Task.Delay(1200);
        var after = await LeaseAsync(
            store, "b", spent: 0, wanted: 90, limit: 100, inHand: 50, returnsLost: true, time: time, last: before);

        Assert.Equal((50, 90), (before.Granted, after.Granted));
    }

    [RedisFact]
    public async Task What_was_spent_leaves_a_sliding_limit_though_its_times_were_evicted()
    {
        var store = NewStore();
        var window = TimeSpan.FromSeconds(2);
        await LeaseAsync(store, "a", spent: 70, wanted: 70, limit: 100, window: window);

        await server.Connection.GetDatabase().KeyDeleteAsync($"{{{_prefix}:lease:app}}:slices");
        var before = await LeaseAsync(store, "b", spent: 0, wanted: 50, limit: 100, window: window);
        await Task.Delay(2300);
        var after = await LeaseAsync(
            store, "b", spent: 0, wanted: 50, limit: 100, inHand: 30, window: window, last: before);

        Assert.Equal((30, 70), (before.Granted, before.Spent));
        Assert.Equal((50, 0), (after.Granted, after.Spent));
    }
}
