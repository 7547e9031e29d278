using InferenceProviders.Tests.Routing.Flows;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Budgets;

public class SpendLimitTests
{
    private static readonly ChatOptions Short = new() { MaxOutputTokens = 100 };

    [Fact]
    public async Task A_call_that_fits_is_settled_with_what_it_cost()
    {
        var limit = new SpendLimit(1m);
        await using var rig = await EmulatedRouter.StartAsync(options => options.SpendLimit = limit);

        var report = (await rig.Chat.GetResponseAsync("Hello", Short)).GetRoutingReport()!;

        Assert.Equal(report.Cost, limit.Spent);
        Assert.Equal(0, limit.Reserved);
        Assert.True(limit.Spent > 0);
    }

    [Fact]
    public async Task A_stream_is_settled_at_its_end_and_reserves_until_then()
    {
        var limit = new SpendLimit(1m);
        await using var rig = await EmulatedRouter.StartAsync(options => options.SpendLimit = limit);
        var reserved = 0m;
        RoutingReport? report = null;

        await foreach (var update in rig.Chat.GetStreamingResponseAsync("Hello", Short))
        {
            reserved = report is null && update.GetRoutingReport() is null
                ? Math.Max(reserved, limit.Reserved)
                : reserved;
            report ??= update.GetRoutingReport();
        }

        Assert.True(reserved > report!.Cost);
        Assert.Equal((report.Cost!.Value, 0m), (limit.Spent, limit.Reserved));
    }

    [Fact]
    public async Task A_call_that_does_not_fit_is_not_sent()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.SpendLimit = new SpendLimit(0.000_000_1m));

        var refused = await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello", Short));

        Assert.Equal(InferenceErrorKind.SpendLimitReached, refused.Kind);
        Assert.Contains(
            "the spend limit of 0.0000001 has 0 spent and 0 reserved", refused.Message,
            StringComparison.Ordinal);
        Assert.Empty(rig.Asked);
    }

    [Fact]
    public async Task The_limit_holds_however_many_calls_run_at_once()
    {
        // About what ten calls can cost at most with novita, the cheapest: so that most of a hundred do not fit at the
        // same time.
        var limit = new SpendLimit(0.000_2m);
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.SpendLimit = limit;
            options.Routing.Policy = RoutePolicies.Cheapest;
            options.Routing.AllowedProviders = ["novita"];
        });
        var highest = 0m;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            try
            {
                var report = i % 2 == 0
                    ? (await rig.Chat.GetResponseAsync("Hello", Short)).GetRoutingReport()!
                    : (await rig.Chat.GetStreamingResponseAsync("Hello", Short).ToChatResponseAsync())
                        .GetRoutingReport()!;
                lock (rig)
                {
                    highest = Math.Max(highest, limit.Spent + limit.Reserved);
                }

                return report.CostNanoUsd!.Value;
            }
            catch (InferenceException refused) when (refused.Kind == InferenceErrorKind.SpendLimitReached)
            {
                return -1;
            }
        }));

        var spent = outcomes.Where(cost => cost >= 0).Sum() / 1_000_000_000m;
        Assert.Equal(spent, limit.Spent);
        Assert.Equal(0, limit.Reserved);
        Assert.InRange(highest, 0, limit.Limit);
        Assert.Contains(-1, outcomes);
        Assert.Contains(outcomes, cost => cost > 0);

        // And it is used up in the end: one after the other they fit until what is left is too little for one.
        while (true)
        {
            try
            {
                await rig.Chat.GetResponseAsync("Hello", Short);
            }
            catch (InferenceException refused) when (refused.Kind == InferenceErrorKind.SpendLimitReached)
            {
                break;
            }
        }

        Assert.InRange(limit.Spent, limit.Limit * 0.8m, limit.Limit);
    }

    [Fact]
    public async Task Every_limit_that_applies_is_kept_and_gives_back_what_another_refused()
    {
        var router = new SpendLimit(1m);
        var account = new SpendLimit(1m);
        var call = new SpendLimit(0m);
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.SpendLimit = router;
            options.SpendLimits["huggingface"] = account;
        });

        await Assert.ThrowsAsync<InferenceException>(
            () => rig.Chat.GetResponseAsync("Hello", Short.WithRouting(new() { SpendLimit = call })));
        Assert.Equal((0m, 0m, 0m, 0m), (router.Reserved, account.Reserved, router.Spent, account.Spent));

        var cost = (await rig.Chat.GetResponseAsync(
            "Hello", Short.WithRouting(new() { SpendLimit = new SpendLimit(1m) }))).GetRoutingReport()!.Cost;
        Assert.Equal((cost, cost), (router.Spent, account.Spent));
    }

    /// <summary>What a limit holds back is no attempt: there are three, and the cheapest may come last.</summary>
    [Fact]
    public async Task A_call_goes_to_whom_it_can_still_pay()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.Policy = RoutePolicies.Listed);
        ChatMessage[] prompt = [new(ChatRole.User, "Hello")];
        var routes = (await rig.Router.ExplainAsync([EmulatedRouter.Model], prompt, Short)).Models[0].Routes
            .Where(route => route.MaxCost is not null).ToList();
        var cheapest = routes.MinBy(route => route.MaxCost)!;
        Assert.True(routes.IndexOf(cheapest) > 2);

        var report = (await rig.Chat.GetResponseAsync(
            prompt, Short.WithRouting(new() { SpendLimit = new SpendLimit(cheapest.MaxCost!.Value) })))
            .GetRoutingReport()!;

        Assert.Equal(cheapest.Provider, report.Provider);
        Assert.All(
            report.Attempts.SkipLast(1),
            attempt => Assert.Equal(InferenceErrorKind.SpendLimitReached, attempt.Error));
    }

    [Fact]
    public async Task Keys_have_limits_of_their_own()
    {
        var groq = new SpendLimit(1m);
        await using var rig = await EmulatedRouter.StartAsync(options => options.SpendLimits["groq"] = groq, "groq");

        var paid = (await rig.Router.AsIChatClient(EmulatedRouter.Model, "groq").GetResponseAsync("Hello", Short))
            .GetRoutingReport()!;
        Assert.Equal((AuthMode.Direct, paid.Cost), (paid.AuthMode, groq.Spent));

        var before = groq.Spent;
        await rig.Router.AsIChatClient(EmulatedRouter.Model, "together").GetResponseAsync("Hello", Short);
        Assert.Equal(before, groq.Spent);
    }

    [Fact]
    public async Task What_may_have_been_billed_counts_in_full_and_what_was_refused_not_at_all()
    {
        var limit = new SpendLimit(1m);
        await using var rig = await EmulatedRouter.StartAsync(options =>
        {
            options.SpendLimit = limit;
            options.Routing.MaxAttempts = 1;
        });
        rig.Emulator.Script.For().Once().Fail(500);
        await Assert.ThrowsAsync<InferenceException>(() => rig.Chat.GetResponseAsync("Hello", Short));
        Assert.Equal((0m, 0m), (limit.Spent, limit.Reserved));

        await foreach (var _ in rig.Chat.GetStreamingResponseAsync("Hello", Short))
        {
            break;
        }

        Assert.True(limit.Spent > 0);
        Assert.Equal(0, limit.Reserved);
    }

    [Fact]
    public async Task What_has_no_price_is_not_sent_unless_that_is_allowed()
    {
        var strict = new SpendLimit(1m);
        await using var rig = await EmulatedRouter.StartAsync();
        var newcomer = rig.Router.AsIChatClient(EmulatedRouter.Model, "newcomer");

        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => newcomer.GetResponseAsync("Hello", Short.WithRouting(new() { SpendLimit = strict })));
        Assert.Equal(InferenceErrorKind.SpendLimitReached, refused.Kind);
        Assert.Contains("the catalog has no price for it", refused.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Asked);

        await newcomer.GetResponseAsync(
            "Hello", Short.WithRouting(new() { SpendLimit = new SpendLimit(1m) { AllowUnpriced = true } }));
    }

    [Fact]
    public async Task Without_a_bound_on_the_answer_the_models_context_is_the_bound()
    {
        var limit = new SpendLimit(0.001m);
        await using var rig = await EmulatedRouter.StartAsync(options => options.Routing.AllowedProviders = ["novita"]);

        // 131,072 tokens of an answer at 0.15 dollars a million are 0.0197 dollars: too much for this limit, although
        // the answer would be short.
        var refused = await Assert.ThrowsAsync<InferenceException>(
            () => rig.Chat.GetResponseAsync("Hello", new ChatOptions().WithRouting(new() { SpendLimit = limit })));
        Assert.Contains("it may cost 0.0", refused.Message, StringComparison.Ordinal);

        await rig.Chat.GetResponseAsync("Hello", Short.WithRouting(new() { SpendLimit = limit }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_000_000_000)]
    public void A_limit_that_makes_no_sense_is_refused(long dollars) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpendLimit(dollars));
}
