namespace InferenceProviders.Redis.Tests;

/// <summary>The store in the memory of one process.</summary>
public sealed class InMemoryStoreTests : StoreTests
{
    protected override ISharedStore NewStore() => new InMemorySharedStore();

    [Fact]
    public Task Leases_never_exceed_the_limit_together_here() => Leases_never_exceed_the_limit_together();

    [Fact]
    public Task What_was_spent_is_reported_once_however_often_it_is_sent_here() =>
        What_was_spent_is_reported_once_however_often_it_is_sent();

    [Fact]
    public Task What_is_given_back_others_can_have_here() => What_is_given_back_others_can_have();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_lease_of_one_that_died_counts_as_spent_or_comes_back_here(bool comesBack) =>
        The_lease_of_one_that_died_counts_as_spent_or_comes_back(comesBack);

    [Fact]
    public Task One_that_was_taken_for_dead_corrects_what_it_has_spent_here() =>
        One_that_was_taken_for_dead_corrects_what_it_has_spent();

    [Fact]
    public Task What_was_lost_is_restored_by_those_who_live_and_nothing_is_granted_meanwhile_here() =>
        What_was_lost_is_restored_by_those_who_live_and_nothing_is_granted_meanwhile();

    [Fact]
    public Task After_the_time_of_a_lease_it_grants_again_here() => After_the_time_of_a_lease_it_grants_again();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_only_the_dead_had_leased_counts_as_spent_or_comes_back_here(bool comesBack) =>
        What_only_the_dead_had_leased_when_all_was_lost_counts_as_spent_or_comes_back(comesBack);

    [Fact]
    public Task One_that_returns_late_takes_nothing_from_others_here() =>
        One_that_returns_when_what_counted_for_it_has_left_the_window_takes_nothing_from_others();

    [Fact]
    public Task Amounts_of_billions_are_exact_here() => Amounts_of_billions_are_exact();

    [Fact]
    public Task Hundreds_that_ask_at_once_never_get_more_than_there_is_here() =>
        Hundreds_that_ask_at_once_never_get_more_than_there_is();

    [Fact]
    public Task An_entry_that_holds_longer_stays_here() => An_entry_that_holds_longer_stays();

    [Fact]
    public Task An_entry_that_has_expired_is_gone_here() => An_entry_that_has_expired_is_gone();

    [Fact]
    public Task What_is_announced_is_told_to_all_here() => What_is_announced_is_told_to_all();
}
