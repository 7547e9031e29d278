using InferenceProviders.Routing.Plans;

namespace InferenceProviders.Tests.Routing.Policies;

public class PlanCacheTests
{
    [Fact]
    public void Few_orders_are_all_kept_each_with_its_own_plan()
    {
        var cache = new PlanCache();
        var plans = Enumerable.Range(0, 40)
            .Select(first => (Order: Turned(first, 40), Plan: Plan(first))).ToList();
        plans.ForEach(entry => cache.Add(entry.Order, entry.Plan));

        Assert.All(plans, entry => Assert.Same(entry.Plan, cache.Find(entry.Order)));
        Assert.Null(cache.Find(Turned(0, 39)));
        Assert.Null(cache.Find([1, 0]));
    }

    [Fact]
    public void Of_very_many_orders_some_are_kept_and_none_is_taken_for_another()
    {
        var cache = new PlanCache();
        var plans = Enumerable.Range(0, 10_000)
            .Select(i => (Order: (byte[])[(byte)(i % 64), (byte)(i / 64 % 64), (byte)(i / 4096)], Plan: Plan(i)))
            .ToList();
        foreach (var (order, plan) in plans)
        {
            cache.Add(order, plan);
            Assert.Same(plan, cache.Find(order));
        }

        var kept = plans.Where(entry => cache.Find(entry.Order) is not null).ToList();
        Assert.InRange(kept.Count, 100, 256);
        Assert.All(kept, entry => Assert.Same(entry.Plan, cache.Find(entry.Order)));
    }

    private static RoutePlan Plan(int number) => new($"model-{number}", InferenceTask.Conversational);

    private static byte[] Turned(int first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (byte)((first + i) % count))];
}
